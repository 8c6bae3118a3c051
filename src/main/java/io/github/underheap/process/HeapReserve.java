package io.github.underheap.process;

import org.jspecify.annotations.Nullable;

/**
 * Heap that is kept aside for the end of the process.
 *
 * <p>One part belongs to the first thread that used the library, as a thread-local value: when that thread dies, perhaps because it has
 * filled the heap, the part is garbage without anybody doing anything. Without it the JVM may have too little heap to run any shutdown
 * hook. The other parts are let go when the profile is written.
 *
 * <p>Memory is taken in small pieces, because a collector may have no large one. A part is at least one region of G1 on heaps of up to
 * 8 GiB. Filled by one thread; a part may be given away while it is being filled.
 */
final class HeapReserve {

    private static final int PIECE_BYTES = 32 << 10;
    private static final long LEAST_BYTES = 1 << 20;
    private static final long MOST_BYTES = 4 << 20;
    private static final int SHARE = 64;

    @SuppressWarnings("ThreadLocalUsage") // a static one would take an initializer on a thread of the application
    private final ThreadLocal<byte[][]> ofThread = new ThreadLocal<>();

    private volatile byte @Nullable [][] given;
    private volatile byte @Nullable [][] first;
    private volatile byte @Nullable [][] second;

    HeapReserve() {
        int pieces =
                (int) (Math.clamp(Runtime.getRuntime().maxMemory() / SHARE, LEAST_BYTES, MOST_BYTES) / PIECE_BYTES);
        given = new byte[pieces][];
        first = new byte[pieces / 2][];
        second = new byte[pieces / 2][];
    }

    /** Of the thread that first uses the library, before it is known whether the reserve is needed. */
    void giveToThisThread() {
        byte[][] part = given;
        if (part != null) {
            ofThread.set(part);
        }
    }

    /** It is not needed. */
    void takeFromThisThread() {
        ofThread.remove();
    }

    /** Takes the memory; from now on the first part is the thread's alone. */
    void fill() {
        byte[][] part = given;
        given = null;
        fill(part);
        fill(first);
        fill(second);
    }

    private static void fill(byte @Nullable [][] part) {
        for (int i = 0; part != null && i < part.length; i++) {
            part[i] = new byte[PIECE_BYTES];
        }
    }

    void dropHalf() {
        first = null;
    }

    void drop() {
        first = null;
        second = null;
    }
}
