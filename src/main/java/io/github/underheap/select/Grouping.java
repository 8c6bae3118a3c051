package io.github.underheap.select;

import io.github.underheap.profile.Frame;

/**
 * What makes sites one line of a report. Sites are named by the first frame of the application ({@link Verdicts#frameOfApplication}).
 */
public enum Grouping {
    /** Nothing: each distinct stack is a line. */
    SITE,
    /** The method, {@code pkg.Cls.method}. */
    FUNCTION,
    /** The Java package; of other tools, what comes before the last {@code ::}. */
    MODULE,
    /** The package's path and the name of the source file, {@code pkg/Cls.java}. */
    FILE;

    private static final String NO_PACKAGE = "(no package)";
    private static final String NO_FILE = "(unknown file)";

    /** The name of the group of a frame. */
    public String key(Frame frame) {
        if (frame.isSynthetic() && frame.text().startsWith("[")) {
            // A remark such as [site table full] stays one, whatever sites are grouped by.
            return frame.text();
        }
        return switch (this) {
            case SITE -> frame.text();
            case FUNCTION -> function(frame);
            case MODULE -> module(frame);
            case FILE -> {
                SourcePlace place = SourcePlace.of(frame);
                yield place == null ? NO_FILE : place.file();
            }
        };
    }

    private static String function(Frame frame) {
        return frame.isSynthetic() ? ofText(frame.text()) : frame.className() + "." + frame.methodName();
    }

    private static String module(Frame frame) {
        if (frame.isSynthetic()) {
            String function = ofText(frame.text());
            int colons = function.lastIndexOf("::");
            return colons < 0 ? NO_PACKAGE : function.substring(0, colons);
        }
        int dot = frame.className().lastIndexOf('.');
        return dot < 0 ? NO_PACKAGE : frame.className().substring(0, dot);
    }

    /** The name in a frame of another tool, {@code 0x1F: name (file:42)}. */
    private static String ofText(String text) {
        int colon = text.startsWith("0x") ? text.indexOf(": ") : -1;
        int name = colon < 0 ? 0 : colon + 2;
        int place = text.lastIndexOf(" (");
        return text.substring(name, place > name && text.endsWith(")") ? place : text.length());
    }
}
