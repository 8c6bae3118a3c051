package io.github.underheap.report;

/**
 * How text for a terminal stands out. Without colours it does not: not one control code is written.
 *
 * <p>Text from elsewhere has to be made harmless ({@link PlainText}) before they are styled. Immutable, thread-safe.
 */
public final class Style {

    /** No colours. */
    public static final Style PLAIN = new Style(false);

    /** The basic colours, which every terminal has. */
    public static final Style COLOURED = new Style(true);

    private final boolean coloured;

    private Style(boolean coloured) {
        this.coloured = coloured;
    }

    /** What is wrong: a leak, a broken limit, growth. */
    public String bad(String text) {
        return code("1;31", text);
    }

    /** What is right: a limit that is kept, less of something. */
    public String good(String text) {
        return code("32", text);
    }

    /** What is to be noticed: remarks, new sites. */
    public String notable(String text) {
        return code("33", text);
    }

    /** What is not there any more. */
    public String removed(String text) {
        return code("36", text);
    }

    /** Heads. */
    public String strong(String text) {
        return code("1", text);
    }

    /** What matters less. */
    public String faint(String text) {
        return code("2", text);
    }

    private String code(String code, String text) {
        return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
