package io.github.underheap.memory;

import java.util.concurrent.atomic.AtomicLong;

/** Makes profiles for tests. */
final class Profiles {

    static final MemoryInfo INFO = new MemoryInfo(4711, 1_000, 17, 1_000_000_000, "capture=auto", "Main a b", "host");

    /** Four tallies; number 2 counts the late blocks. */
    static final Tallies TALLIES = new Tallies(4, 2);

    private Profiles() {}

    /** Waits no real time: each look at the clock takes 1 ms. */
    static Patience impatient() {
        AtomicLong nanos = new AtomicLong();
        return new Patience(1_000_000_000, () -> nanos.addAndGet(1_000_000));
    }

    static ProfileMemory profile() {
        return profile(new PooledMemory(), 1 << 20);
    }

    static ProfileMemory profile(MemorySource source, int maxSites) {
        return new ProfileMemory(source, new ProfileMemory.Layout(64, maxSites, 0, TALLIES), Patience.USUAL, INFO);
    }

    /** The row of a stack of one frame, told apart by its line. */
    static int site(ProfileMemory profile, int line) {
        return profile.row(new int[] {profile.intern(frame(line))}, 1);
    }

    /** @param line 0 or more */
    static FrameKey frame(int line) {
        return new FrameKey("com.acme.Main", "run", "Main.java", line + 1, 3);
    }

    static void allocate(ProfileMemory profile, int row, long bytes, long nanos) {
        if (!profile.rows().born(row, bytes, nanos, 0)) {
            throw new AssertionError("lost");
        }
    }

    static void free(ProfileMemory profile, int row, long blocks, long bytes, long nanos) {
        if (!profile.rows().died(row, blocks, bytes, nanos, false)) {
            throw new AssertionError("lost");
        }
    }

    static RowNumbers read(ProfileMemory profile, int row) {
        RowNumbers numbers = new RowNumbers(TALLIES.count());
        if (!profile.rows().read(row, profile.totals().read(), numbers)) {
            throw new AssertionError("torn");
        }
        return numbers;
    }

    static long read(ProfileMemory profile, int row, int number) {
        return read(profile, row).numbers[number];
    }

    static RowNumbers sum(ProfileMemory profile) {
        return profile.rows().sum(profile.totals().read());
    }

    /** Runs something in a thread of its own, to its end. */
    static void elsewhere(Runnable work) throws InterruptedException {
        Throwable[] failure = new Throwable[1];
        Thread thread = Thread.ofPlatform().unstarted(work);
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
    }
}
