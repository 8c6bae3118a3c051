package io.github.underheap;

import io.github.underheap.memory.FrameKey;
import io.github.underheap.memory.ProfileInfo;
import io.github.underheap.memory.ProfileMemory;
import io.github.underheap.memory.ReclaimedMemory;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.memory.Totals;
import java.util.Arrays;
import java.util.List;

/** A profile of made-up sites, with a clock that stands still until it is set. */
public final class SyntheticProfile {

    public static final long PID = 4_217;

    private final ProfileInfo info;
    private final ProfileMemory memory;
    private long now;

    private SyntheticProfile(String command, int maxSites) {
        info = new ProfileInfo(PID, 1_000_003, 0, 1_000_000_000, "", command, "host");
        memory = new ProfileMemory(new ReclaimedMemory(), 64, maxSites, 0, info);
    }

    public static SyntheticProfile of(String command) {
        return of(command, 1 << 21);
    }

    public static SyntheticProfile of(String command, int maxSites) {
        return new SyntheticProfile(command, maxSites);
    }

    /** A frame of a class in {@code <simple name>.java}; the bytecode index is the line. */
    public static FrameKey frame(String className, String method, int line) {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        return new FrameKey(className, method, simple + ".java", line, line);
    }

    public SyntheticProfile at(long nanos) {
        now = nanos;
        return this;
    }

    /** The row of a stack, innermost frame first. */
    public int site(FrameKey... frames) {
        return site(Arrays.stream(frames).mapToInt(memory::intern).toArray());
    }

    public int site(int... frameNumbers) {
        return memory.row(frameNumbers, frameNumbers.length);
    }

    public int number(FrameKey frame) {
        return memory.intern(frame);
    }

    public SyntheticProfile allocate(int site, long bytes) {
        memory.rows().allocated(site, bytes, memory.totals().add(bytes), now, 0);
        return this;
    }

    public SyntheticProfile free(int site, long bytes) {
        memory.rows().freed(site, 1, bytes, memory.totals().remove(bytes), now, false);
        return this;
    }

    public SyntheticProfile allocateWithoutStack(long bytes) {
        return allocate(SiteRows.NO_STACK, bytes);
    }

    public Totals totals() {
        return memory.totals();
    }

    public SiteRows rows() {
        return memory.rows();
    }

    public Profile profile() {
        return profile(0);
    }

    Profile profile(long clockDoubtNanos) {
        return new Profile(memory, info, () -> now, true, List.of(), 0, clockDoubtNanos);
    }
}
