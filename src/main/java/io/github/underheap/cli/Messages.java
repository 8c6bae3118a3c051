package io.github.underheap.cli;

import io.github.underheap.report.PlainText;
import io.github.underheap.report.Style;

/** The lines on standard error: all begin with the name of the program. */
final class Messages {

    private Messages() {}

    /** A message as one line. */
    static String line(String message, Style style) {
        return style.bad("underheap:") + " " + PlainText.shown(message) + "\n";
    }
}
