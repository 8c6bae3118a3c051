package io.github.underheap.stack.program;

import io.github.underheap.stack.SiteSink;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes a stack's row from the names and bytecode indices of its frames alone: equal stacks get equal rows, and unequal ones
 * unequal rows but for a chance of 2^-31. What it remembers only names the rows.
 */
final class HashSink implements SiteSink {
    /** Programs that make classes for ever make names for ever. */
    private static final int MOST_NAMES = 100_000;

    private final Map<Integer, String> frames = new ConcurrentHashMap<>();
    private final Map<Integer, int[]> sites = new ConcurrentHashMap<>();

    @Override
    public int frame(StackWalker.StackFrame frame) {
        int names = 31 * frame.getClassName().hashCode() + frame.getMethodName().hashCode();
        int number = (int) (mix(((long) names << 32) | frame.getByteCodeIndex()) >>> 32);
        if (!frames.containsKey(number) && frames.size() < MOST_NAMES) {
            frames.put(
                    number,
                    frame.getClassName() + '.' + frame.getMethodName() + " @" + frame.getByteCodeIndex() + " line "
                            + frame.getLineNumber());
        }
        return number;
    }

    @Override
    public int site(int[] site, int length) {
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = mix(hash + site[i]);
        }
        int row = (int) (hash >>> 33);
        if (!sites.containsKey(row) && sites.size() < MOST_NAMES) {
            sites.put(row, Arrays.copyOf(site, length));
        }
        return row;
    }

    /** The frames of a row, as far as they are remembered. */
    String named(int row) {
        StringBuilder text = new StringBuilder("row ").append(row).append('\n');
        for (int frame : sites.getOrDefault(row, new int[0])) {
            text.append("    ").append(frames.get(frame)).append('\n');
        }
        return text.toString();
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
