package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Pages in a real browser: each check of {@code src/test/browser/report.mjs} and its parts is a test. */
class HtmlIT {

    private static final String PASSED = "ok ";
    private static final String FAILED = "not ok ";

    /** As many as the script has, so that one that ends in the middle is noticed. */
    private static final int CHECKS = 88;

    @TempDir
    static Path pages;

    @TestFactory
    Stream<DynamicTest> inABrowser() throws Exception {
        SamplePages.main(new String[] {pages.toString()});

        List<String> lines = Browser.run("report.mjs", pages.toString());

        assertThat(lines).as(String.join("\n", lines)).hasSize(CHECKS);
        return lines.stream()
                .map(line -> DynamicTest.dynamicTest(
                        name(line),
                        () -> assertThat(line).as(line.replace("\\n", "\n")).startsWith(PASSED)));
    }

    private static String name(String line) {
        String name = line.startsWith(FAILED) ? line.substring(FAILED.length()) : line.substring(PASSED.length());
        int reason = name.indexOf(": ");
        return reason < 0 ? name : name.substring(0, reason);
    }
}
