package io.github.underheap.report;

import io.github.underheap.select.Check;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of a check as JUnit's XML, which CI servers show among the tests: a test case for each limit, and one for whether the numbers can be
 * relied on.
 *
 * <p>Thread-safe.
 */
public final class CheckJUnit {

    private static final String SUITE = "underheap check";
    private static final String CLASS = "underheap.check";
    private static final String RELIABLE = "numbers can be relied on";

    /** Makes a writer of checks. */
    public CheckJUnit() {}

    /** A test case. */
    private record Case(String name, List<String> failure) {}

    /**
     * Writes the document, in UTF-8 as its head says.
     *
     * @throws IOException if {@code out} fails
     */
    public void write(Check check, Appendable out) throws IOException {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case(RELIABLE, check.doubts()));
        for (Check.Result result : check.results()) {
            cases.add(new Case(result.limit().key(), CheckWords.failure(result)));
        }
        long failures = cases.stream().filter(each -> !each.failure.isEmpty()).count();
        String counts = " tests=\"" + cases.size() + "\" failures=\"" + failures + "\" errors=\"0\"";
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.append("<testsuites name=\"" + SUITE + "\"" + counts + " time=\"0\">\n");
        out.append("  <testsuite name=\"" + SUITE + "\"" + counts + " skipped=\"0\" time=\"0\">\n");
        for (Case each : cases) {
            write(each, out);
        }
        out.append("  </testsuite>\n</testsuites>\n");
    }

    private static void write(Case each, Appendable out) throws IOException {
        String head =
                "    <testcase classname=\"" + CLASS + "\" name=\"" + XmlText.escaped(each.name) + "\" time=\"0\"";
        if (each.failure.isEmpty()) {
            out.append(head + "/>\n");
            return;
        }
        out.append(head + ">\n      <failure type=\"" + XmlText.escaped(each.name) + "\" message=\""
                + XmlText.escaped(each.failure.getFirst()) + "\">");
        String separator = "";
        for (String line : each.failure) {
            out.append(separator).append(XmlText.escaped(line));
            separator = "\n";
        }
        out.append("</failure>\n    </testcase>\n");
    }
}
