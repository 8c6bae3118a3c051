package io.github.underheap.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
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
                .selectors(Arrays.stream(samples)
                        .map(sample -> selectClass(sample))
                        .toArray(DiscoverySelector[]::new))
                .configurationParameter("underheap.junit.output", output.toString())
                .configurationParameters(configuration)
                .execute());
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
        events.finished().stream().forEach(event -> {
            TestExecutionResult result = result(event);
            outcomes.put(
                    name(event),
                    result.getStatus()
                            + result.getThrowable()
                                    .map(thrown -> ": " + thrown.getMessage())
                                    .orElse(""));
        });
        return outcomes;
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
        return event.getTestDescriptor().getDisplayName().replaceFirst("\\(.*\\)$", "");
    }
}
