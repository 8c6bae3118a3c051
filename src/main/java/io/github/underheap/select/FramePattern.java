package io.github.underheap.select;

import io.github.underheap.profile.Frame;

/**
 * A pattern for frames, as {@link Rules} describes it.
 *
 * <p>Immutable.
 */
final class FramePattern {

    private final String pattern;
    /** What comes before the first star: most frames do not fit because of it. */
    private final String start;

    FramePattern(String pattern) {
        this.pattern = pattern;
        int star = pattern.indexOf('*');
        this.start = star < 0 ? pattern : pattern.substring(0, star);
    }

    boolean matches(Frame frame) {
        if (frame.isSynthetic()) {
            return matches(frame.text()) || matches(Grouping.FUNCTION.key(frame));
        }
        String type = frame.className();
        return matches(type + "." + frame.methodName())
                || matches(type)
                || (pattern.indexOf('.') < 0
                        && (matches(frame.methodName()) || matches(type.substring(type.lastIndexOf('.') + 1))));
    }

    /** Takes time in proportion to the product of both lengths at most: patterns come from files. */
    boolean matches(String text) {
        if (!text.startsWith(start)) {
            return false;
        }
        boolean[] reached = new boolean[text.length() + 1];
        reached[0] = true;
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            boolean[] next = new boolean[reached.length];
            if (c == '*') {
                boolean any = at + 1 < pattern.length() && pattern.charAt(at + 1) == '*';
                at += any ? 1 : 0;
                for (int i = 0; i < reached.length; i++) {
                    next[i] = reached[i] || (i > 0 && next[i - 1] && (any || text.charAt(i - 1) != '.'));
                }
            } else {
                for (int i = 1; i < reached.length; i++) {
                    next[i] = reached[i - 1] && text.charAt(i - 1) == c;
                }
            }
            reached = next;
        }
        return reached[text.length()];
    }

    @Override
    public String toString() {
        return pattern;
    }
}
