package io.github.underheap.report;

import io.github.underheap.select.Breach;
import io.github.underheap.select.Check;
import io.github.underheap.select.SourcePlace;
import java.io.IOException;

/**
 * What came of a check as commands of GitHub's workflows, which show it at the lines of the source: {@code ::error
 * file=…,line=…,title=…::message}. Nothing is written if the check has passed.
 *
 * <p>The file is the path of the package and the name of the file, below a folder that is given; where GitHub does not find that
 * file, it shows the annotation with the job. Immutable, thread-safe.
 */
public final class CheckAnnotations {

    private static final String TITLE = "underheap";

    private final String sourceRoot;

    /** @param sourceRoot the folder of the sources within the repository, such as {@code src/main/java}; may be empty */
    public CheckAnnotations(String sourceRoot) {
        this.sourceRoot = sourceRoot.isEmpty() || sourceRoot.endsWith("/") ? sourceRoot : sourceRoot + "/";
    }

    /**
     * Writes the commands, a line each.
     *
     * @throws IOException if {@code out} fails
     */
    public void write(Check check, Appendable out) throws IOException {
        for (String doubt : check.doubts()) {
            out.append(command("", TITLE, "the numbers cannot be relied on: " + PlainText.shown(doubt)));
        }
        for (Check.Result result : check.results()) {
            if (!result.isKnown()) {
                // Its line has been written as a doubt.
                continue;
            }
            String title = TITLE + ": " + result.limit().key();
            for (Breach breach : result.breaches()) {
                out.append(command(place(breach), title, String.join("\n", CheckWords.lines(breach))));
            }
            if (result.unnamed() > 0) {
                out.append(command("", title, CheckWords.unnamed(result)));
            }
        }
    }

    /** The first site that has a file: properties, each with a comma after it. */
    private String place(Breach breach) {
        for (Breach.Culprit culprit : breach.culprits()) {
            SourcePlace place = SourcePlace.of(culprit.frame());
            if (place != null) {
                String file = "file=" + property(sourceRoot + PlainText.shown(place.file())) + ",";
                return place.line() > 0 ? file + "line=" + place.line() + "," : file;
            }
        }
        return "";
    }

    private static String command(String place, String title, String message) {
        return "::error " + place + "title=" + property(title) + "::" + data(message) + "\n";
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
