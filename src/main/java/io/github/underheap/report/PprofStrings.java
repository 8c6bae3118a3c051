package io.github.underheap.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The string table of a pprof file: distinct strings, by which everything else names them. The first is the empty one. Not thread-safe. */
final class PprofStrings {

    private final Map<String, Integer> known = new HashMap<>();
    private final List<String> strings = new ArrayList<>();

    PprofStrings() {
        of("");
    }

    /** The place of a string, as people can see it ({@link PlainText}). */
    int of(String text) {
        String shown = PlainText.shown(text);
        Integer before = known.putIfAbsent(shown, strings.size());
        if (before != null) {
            return before;
        }
        strings.add(shown);
        return strings.size() - 1;
    }

    List<String> all() {
        return strings;
    }
}
