package io.github.underheap.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs classes of sample tests, and tells what became of each test and container, by its display name. */
final class SampleRun {

    private final EngineExecutionResults results;

    private SampleRun(EngineExecutionResults results) {
        this.results = results;
    }

    /** Runs classes one test after the other; profiles are written into a folder. */
    static SampleRun of(Path output, Class<?>... samples) {
        return of(output, Map.of(), samples);
    }

    /** The same with further configuration parameters. */
    static SampleRun of(Path output, Map<String, String> configuration, Class<?>... samples) {
        return new SampleRun(EngineTestKit.engine("junit-jupiter")
                .selectors(selectors(samples))
                .configurationParameter("underheap.junit.output", output.toString())
                .configurationParameters(configuration)
                .execute());
    }

    /** Runs classes as a build does, by a launcher with its listeners; what became of each test and container. */
    static Map<String, String> launched(Path output, Map<String, String> configuration, Class<?>... samples) {
        Map<String, String> outcomes = new ConcurrentHashMap<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectors(samples))
                                .configurationParameter("underheap.junit.output", output.toString())
                                .configurationParameters(configuration)
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                outcomes.put(name(test.getDisplayName()), outcome(result));
                            }
                        });
        return outcomes;
    }

    private static DiscoverySelector[] selectors(Class<?>... samples) {
        return Arrays.stream(samples).map(sample -> selectClass(sample)).toArray(DiscoverySelector[]::new);
    }

    /** {@code SUCCESSFUL}, or {@code FAILED} or {@code ABORTED} and the message. */
    Map<String, String> tests() {
        return outcomes(results.testEvents());
    }

    /** The same of classes and factories. */
    Map<String, String> containers() {
        return outcomes(results.containerEvents());
    }

    private static Map<String, String> outcomes(Events events) {
        Map<String, String> outcomes = new TreeMap<>();
        events.finished().stream().forEach(event -> outcomes.put(name(event), outcome(result(event))));
        return outcomes;
    }

    private static String outcome(TestExecutionResult result) {
        return result.getStatus()
                + result.getThrowable()
                        .map(thrown -> ": " + thrown.getMessage())
                        .orElse("");
    }

    /** What a test threw. */
    Throwable thrown(String test) {
        return results.allEvents().finished().stream()
                .filter(event -> name(event).equals(test))
                .map(event -> result(event).getThrowable().orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    /** What tests reported, in order. */
    List<String> reports() {
        return results.allEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class)
                        .getKeyValuePairs()
                        .get("underheap"))
                .toList();
    }

    private static TestExecutionResult result(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class);
    }

    private static String name(Event event) {
        return name(event.getTestDescriptor().getDisplayName());
    }

    private static String name(String displayName) {
        return displayName.replaceFirst("\\(.*\\)$", "");
    }
}
