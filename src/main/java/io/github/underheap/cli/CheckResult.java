package io.github.underheap.cli;

import io.github.underheap.report.CheckAnnotations;
import io.github.underheap.report.CheckJUnit;
import io.github.underheap.report.CheckJson;
import io.github.underheap.report.CheckText;
import io.github.underheap.report.Style;
import io.github.underheap.select.Check;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tells what came of a check, in the forms that the options ask for. */
record CheckResult(Check check, Surroundings around) {

    /**
     * Writes it: files first, so that they are there also if whoever reads standard output goes away.
     *
     * @param form of the result
     * @param out the name of the file that gets the result; null for standard output
     * @param junit the name of a file that gets it as JUnit's XML; null for none
     * @param sources the folder of the sources, for annotations; null for none. They go to standard output after text; beside
     *     what programs read, to standard error, where GitHub looks for them as well
     */
    void write(String form, @Nullable String out, @Nullable String junit, @Nullable String sources) throws IOException {
        if (junit != null) {
            Results.write(junit, around, stream -> write("junit", stream, Style.PLAIN));
        }
        Results.write(out, around, stream -> write(form, stream, Results.style(out, around)));
        if (sources != null) {
            StringWriter lines = new StringWriter();
            new CheckAnnotations(sources).write(check, lines);
            if (form.equals("text")) {
                around.out().write(lines.toString().getBytes(StandardCharsets.UTF_8));
            } else {
                around.print(lines.toString());
            }
        }
    }

    private void write(String form, OutputStream out, Style style) throws IOException {
        try (TextOutput text = new TextOutput(out)) {
            switch (form) {
                case "json" -> new CheckJson().write(check, text);
                case "junit" -> new CheckJUnit().write(check, text);
                default -> new CheckText(style).write(check, text);
            }
        }
    }

    /** Says on standard error what is broken; nothing if all is kept. */
    void say() throws IOException {
        StringWriter lines = new StringWriter();
        new CheckText(Colour.of(around, around.errIsTerminal())).write(check, lines);
        around.print(lines.toString());
    }
}
