package io.github.underheap.junit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers on which line a method of a sample allocates, so that no test has to name a number. */
final class Marked {

    private static final Map<String, StackTraceElement> PLACES = new ConcurrentHashMap<>();

    private Marked() {}

    /** The same size, which is allocated on the line of this call. */
    static long here(long bytes) {
        StackTraceElement place = StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow().toStackTraceElement());
        PLACES.put(place.getClassName() + "." + place.getMethodName(), place);
        return bytes;
    }

    /** The line of a stack trace for the place of the last such call in a method. */
    static String at(Class<?> type, String method) {
        StackTraceElement place = PLACES.get(type.getName() + "." + method);
        return "at " + place.getClassName() + "." + place.getMethodName() + "(" + place.getFileName() + ":"
                + place.getLineNumber() + ")";
    }

    /** The place of the last such call in a method. */
    static StackTraceElement place(Class<?> type, String method) {
        return PLACES.get(type.getName() + "." + method);
    }
}
