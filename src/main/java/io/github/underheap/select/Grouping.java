package io.github.underheap.select;

import io.github.underheap.profile.Frame;

/** What makes sites one line of a report. Sites are named by the first frame of the application ({@link Applications}). */
public enum Grouping {
    /** Nothing: each distinct stack is a line. */
    SITE,
    /** The method, {@code pkg.Cls.method}. */
    FUNCTION,
    /** The Java package. */
    MODULE,
    /** The package's path and the name of the source file, {@code pkg/Cls.java}. */
    FILE;

    private static final String NO_PACKAGE = "(no package)";
    private static final String NO_FILE = "(unknown file)";

    /** The name of the group of a frame. */
    public String key(Frame frame) {
        if (frame.isSynthetic()) {
            return ofText(frame.text());
        }
        String type = frame.className();
        int dot = type.lastIndexOf('.');
        return switch (this) {
            case SITE -> frame.text();
            case FUNCTION -> type + "." + frame.methodName();
            case MODULE -> dot < 0 ? NO_PACKAGE : type.substring(0, dot);
            case FILE -> {
                String file = frame.fileName();
                yield file == null
                        ? NO_FILE
                        : dot < 0 ? file : type.substring(0, dot).replace('.', '/') + "/" + file;
            }
        };
    }

    /** Of a frame of another tool: {@code 0x1F: name (file:42)}, or of a remark. */
    private String ofText(String text) {
        int name = text.startsWith("0x") ? text.indexOf(": ") + 2 : 0;
        int place = text.lastIndexOf(" (");
        if (this == SITE || name == 1 || place <= name || !text.endsWith(")")) {
            return text;
        }
        String function = text.substring(name, place);
        return switch (this) {
            case SITE, FUNCTION -> function;
            case MODULE -> {
                int colons = function.lastIndexOf("::");
                yield colons < 0 ? NO_PACKAGE : function.substring(0, colons);
            }
            case FILE -> {
                String file = text.substring(place + 2, text.length() - 1);
                yield file.replaceFirst("(:\\d+){1,2}$", "");
            }
        };
    }
}
