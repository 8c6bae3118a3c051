package io.github.underheap;

import io.github.underheap.memory.Meter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The meters of the {@link Profiler}s that are running on a tracker; none, nearly always.
 *
 * <p>Thread-safe: the array is replaced as a whole by compare-and-set.
 */
final class Windows {

    private static final Meter[] NONE = {};

    private static final VarHandle METERS;

    static {
        try {
            METERS = MethodHandles.lookup().findVarHandle(Windows.class, "meters", Meter[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Meter[] meters = NONE;

    void open(Meter meter) {
        Meter[] seen;
        Meter[] more;
        do {
            seen = meters;
            more = Arrays.copyOf(seen, seen.length + 1);
            more[seen.length] = meter;
        } while (!METERS.compareAndSet(this, seen, more));
    }

    void close(Meter meter) {
        Meter[] seen;
        Meter[] fewer;
        do {
            seen = meters;
            fewer = Arrays.stream(seen).filter(m -> m != meter).toArray(Meter[]::new);
        } while (!METERS.compareAndSet(this, seen, fewer));
    }

    void allocated(long bytes) {
        for (Meter meter : meters) {
            meter.allocated(bytes);
        }
    }

    void freed(long blocks, long bytes) {
        for (Meter meter : meters) {
            meter.freed(blocks, bytes);
        }
    }

    void resized(long oldBytes, long newBytes) {
        for (Meter meter : meters) {
            meter.resized(oldBytes, newBytes);
        }
    }
}
