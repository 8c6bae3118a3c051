package io.github.underheap.memory;

/** Makes profiles for tests. */
final class Profiles {

    static final ProfileInfo INFO = new ProfileInfo(4711, 1_000, 17, 1_000_000_000, "capture=auto", "Main a b", "host");

    private Profiles() {}

    static ProfileMemory profile() {
        return new ProfileMemory(new ReclaimedMemory(), 64, 1 << 20, 0, INFO);
    }

    static ProfileMemory profile(MemorySource source, int maxSites) {
        return new ProfileMemory(source, 64, maxSites, 0, INFO);
    }

    /** The row of a stack of one frame, told apart by its line. */
    static int site(ProfileMemory profile, int line) {
        return profile.row(new int[] {profile.intern(frame(line))}, 1);
    }

    static FrameKey frame(int line) {
        return new FrameKey("com.acme.Main", "run", "Main.java", line, 3);
    }

    static void allocate(ProfileMemory profile, int row, long bytes, long nanos) {
        profile.rows().allocated(row, bytes, profile.totals().add(bytes), nanos, 0);
    }

    static void free(ProfileMemory profile, int row, long blocks, long bytes, long nanos) {
        profile.rows().freed(row, blocks, bytes, profile.totals().remove(bytes), nanos, false);
    }

    static RowNumbers read(ProfileMemory profile, int row) {
        RowNumbers numbers = new RowNumbers();
        profile.rows().read(row, profile.totals().read(), numbers);
        return numbers;
    }
}
