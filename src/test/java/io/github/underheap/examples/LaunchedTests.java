package io.github.underheap.examples;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A program that runs classes of tests through JUnit's launcher, and prints what became of each test, sorted by name. */
public final class LaunchedTests {

    private LaunchedTests() {}

    /**
     * Runs them.
     *
     * @param args names of classes
     */
    public static void main(String[] args) {
        List<String> outcomes = new ArrayList<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(Arrays.stream(args)
                                        .map(name -> selectClass(name))
                                        .toArray(DiscoverySelector[]::new))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                                    outcomes.add(test.getDisplayName() + ": " + result.getStatus()
                                            + result.getThrowable()
                                                    .map(thrown -> ": " + thrown.getMessage())
                                                    .orElse(""));
                                }
                            }
                        });
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        outcomes.stream().sorted().forEach(out::println);
        out.println("Jupiter " + Test.class.getPackage().getImplementationVersion());
    }
}
