package io.github.underheap.record;

import io.github.underheap.memory.FrameKey;
import io.github.underheap.memory.ProfileMemory;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.stack.SiteSink;
import io.github.underheap.stack.TickClock;
import org.jspecify.annotations.Nullable;

/**
 * Turns captured frames into frame numbers and rows of a profile.
 *
 * <p>Frames seen before are found in a cache of strings' identities and numbers; it keeps no class and no loader reachable.
 *
 * <p>A frame is told apart by class name, method name, line and bytecode index, not by the method's signature: asking for
 * that can load classes through the application's loaders. Overloads differ in the line; where they do not, reports could
 * not tell them apart either. A frame whose line the JVM has forgotten is the one whose line is known.
 *
 * <p><b>Race.</b> Cache entries are immutable and the cache's slots are written without order: a thread sees an entry whole or
 * not at all, and what it misses it finds in the profile. Thread-safe.
 */
final class SiteRecorder implements SiteSink {

    private static final int CACHE_SIZE = 1 << 13;

    /** As in {@link StackTraceElement#getLineNumber()}. */
    private static final int UNKNOWN_LINE = -1;

    private final ProfileMemory memory;
    private final @Nullable TickClock ticks;
    private final @Nullable CachedFrame[] cache = new @Nullable CachedFrame[CACHE_SIZE];

    /** @param ticks the clock, if it counts the processor's ticks: whoever walks a stack has time to compare it with another one */
    SiteRecorder(ProfileMemory memory, @Nullable TickClock ticks) {
        this.memory = memory;
        this.ticks = ticks;
    }

    private record CachedFrame(String className, String method, int line, int bci, int number) {

        boolean is(String otherClass, String otherMethod, int otherLine, int otherBci) {
            return bci == otherBci && line == otherLine && method.equals(otherMethod) && className.equals(otherClass);
        }
    }

    @Override
    public int frame(StackWalker.StackFrame frame) {
        StackTraceElement element = frame.toStackTraceElement();
        String className = element.getClassName();
        String method = element.getMethodName();
        int line = element.getLineNumber();
        int bci = frame.getByteCodeIndex();
        int hash = (className.hashCode() * 31 + method.hashCode()) * 31 + line * 17 + bci;
        int slot = (hash ^ (hash >>> 13)) & (CACHE_SIZE - 1);
        CachedFrame cached = cache[slot];
        if (cached != null
                && cached.is(className, method, line, bci)
                && !(line == UNKNOWN_LINE && memory.isOfSeveral(cached.number))) {
            return cached.number;
        }
        String file = element.getFileName();
        int number = memory.intern(new FrameKey(className, method, file == null ? "" : file, line, bci));
        if (number >= 0) {
            cache[slot] = new CachedFrame(className, method, line, bci, number);
        }
        return number;
    }

    @Override
    public int site(int[] frames, int length) {
        if (ticks != null) {
            ticks.glance();
        }
        for (int i = 0; i < length; i++) {
            if (frames[i] < 0) {
                return SiteRows.TABLE_FULL;
            }
        }
        return memory.row(frames, length);
    }

    @Override
    public boolean isLasting(int row) {
        return row != SiteRows.TABLE_FULL || memory.isFull();
    }

    /** A row that stands for sites without room names no stack, and contradicts none. */
    @Override
    public boolean contradict(int row, int other) {
        return row != other
                && row != SiteRows.TABLE_FULL
                && other != SiteRows.TABLE_FULL
                && !memory.isSameStack(row, other);
    }
}
