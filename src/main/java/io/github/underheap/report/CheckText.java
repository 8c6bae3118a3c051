package io.github.underheap.report;

import io.github.underheap.select.Breach;
import io.github.underheap.select.Check;
import java.io.IOException;
import java.util.List;

/**
 * The result of a check, for a terminal: a line for each limit with its figure, and below those that are broken the sites that contributed most.
 *
 * <p>Immutable, thread-safe.
 */
public final class CheckText {

    private static final String INDENT = "        ";

    private final Style style;

    /** @param style of what is broken and what is kept */
    public CheckText(Style style) {
        this.style = style;
    }

    /**
     * Writes the report.
     *
     * @throws IOException if {@code out} fails
     */
    public void write(Check check, Appendable out) throws IOException {
        for (String doubt : check.doubts()) {
            out.append(style.bad("FAILED") + "  the numbers cannot be relied on: " + PlainText.shown(doubt) + "\n");
        }
        for (Check.Result result : check.results()) {
            if (!result.isKnown()) {
                out.append(style.bad("FAILED") + "  " + result.limit().key() + ": " + CheckWords.NOT_KNOWN + "\n");
                continue;
            }
            if (result.breaches().isEmpty()) {
                out.append(style.good("ok") + "      " + result.limit().key() + ": " + CheckWords.of(result.worst())
                        + "\n");
            }
            for (Breach breach : result.breaches()) {
                List<String> lines = CheckWords.lines(breach);
                out.append(style.bad("FAILED") + "  " + result.limit().key() + ": " + lines.getFirst() + "\n");
                for (String line : lines.subList(1, lines.size())) {
                    out.append(INDENT + line.strip() + "\n");
                }
            }
            if (result.unnamed() > 0) {
                out.append(
                        style.bad("FAILED") + "  " + result.limit().key() + ": " + CheckWords.unnamed(result) + "\n");
            }
        }
    }
}
