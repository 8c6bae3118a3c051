package io.github.underheap;

import io.github.underheap.memory.RowNumbers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What one site allocated. A site is a distinct stack of Java frames, cut to the depth that was asked for.
 *
 * <p>Bytes are requested bytes. Immutable.
 */
public final class CallSite {

    private final Profile profile;
    private final RowNumbers row;

    CallSite(Profile profile, RowNumbers row) {
        this.profile = profile;
        this.row = row;
    }

    /** The stack, innermost frame first. */
    public List<Frame> frames() {
        int[] numbers = frameNumbers();
        List<Frame> frames = new ArrayList<>(numbers.length);
        for (int number : numbers) {
            frames.add(profile.frame(number));
        }
        return Collections.unmodifiableList(frames);
    }

    /** The numbers of {@link #frames()}, for {@link Profile#frame(int)}. */
    public int[] frameNumbers() {
        return profile.frameNumbers(row);
    }

    /** Bytes allocated here. */
    public long totalBytes() {
        return row.totalBytes;
    }

    /** Blocks allocated here. */
    public long totalBlocks() {
        return row.totalBlocks;
    }

    /** Bytes allocated here and live when the profile was taken. */
    public long liveBytes() {
        return row.liveBytes;
    }

    /** Blocks allocated here and live when the profile was taken. */
    public long liveBlocks() {
        return row.liveBlocks;
    }

    /** Bytes of this site that were live at the global peak, t-gmax. */
    public long atPeakBytes() {
        return row.atPeakBytes;
    }

    /** Blocks of this site that were live at the global peak, t-gmax. */
    public long atPeakBlocks() {
        return row.atPeakBlocks;
    }

    /** The highest live bytes that this site had by itself. */
    public long ownPeakBytes() {
        return row.peakBytes;
    }

    /** Live blocks of this site when its live bytes were highest. */
    public long ownPeakBlocks() {
        return row.peakBlocks;
    }

    /**
     * Sum of the lifetimes of all blocks, in µs; blocks that are live end with the profile. At most 2^53 - 1. 0 in a profile
     * that measures no lifetimes.
     */
    public long lifetimeMicros() {
        return row.lifetimeMicros(profile.timed() ? profile.durationNanos() : 0);
    }

    /** Whether {@link #lifetimeMicros()} stands at its limit. */
    public boolean lifetimeSaturated() {
        return lifetimeMicros() == RowNumbers.MAX_EXACT;
    }

    /** Bytes of the parts that were cut here from tracked blocks; they have no share in the totals. */
    public long logicalBytes() {
        return row.logicalBytes;
    }

    /** Parts that were cut here from tracked blocks. */
    public long logicalBlocks() {
        return row.logicalBlocks;
    }

    /** Bytes of the parts that were cut here and are live. */
    public long logicalLiveBytes() {
        return row.logicalLiveBytes;
    }

    /** Parts that were cut here and are live. */
    public long logicalLiveBlocks() {
        return row.logicalLiveBlocks;
    }

    /** How often closing an arena failed here. */
    public long failedCloses() {
        return row.failedCloses;
    }

    /** Freed blocks whose time of death is an upper bound, because somebody else closed their arena. */
    public long lateBlocks() {
        return row.lateBlocks;
    }

    /** The kinds of arena that blocks of this site were in. */
    public Set<ArenaKind> arenaKinds() {
        Set<ArenaKind> kinds = EnumSet.noneOf(ArenaKind.class);
        for (ArenaKind kind : ArenaKind.values()) {
            if ((row.kinds & kind.bit()) != 0) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /** The ways in which blocks of this site were allocated. */
    public Set<AllocationApi> apis() {
        Set<AllocationApi> apis = EnumSet.noneOf(AllocationApi.class);
        for (AllocationApi api : AllocationApi.values()) {
            if ((row.kinds & api.bit()) != 0) {
                apis.add(api);
            }
        }
        return apis;
    }

    @Override
    public String toString() {
        return frames() + ": " + totalBytes() + " bytes in " + totalBlocks() + " blocks";
    }
}
