package io.github.underheap.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What one site allocated. A site is a distinct stack of Java frames, cut to the depth that was asked for.
 *
 * <p>Bytes are requested bytes. In the difference of two profiles numbers may be negative. A view of the profile; immutable.
 */
public final class AllocationSite {

    /** The greatest integer that readers of JSON keep exact. */
    private static final long MAX_EXACT = (1L << 53) - 1;

    private static final long NANOS_PER_MICRO = 1_000;

    private final Profile profile;
    private final int index;

    AllocationSite(Profile profile, int index) {
        this.profile = profile;
        this.index = index;
    }

    /** Its place in the order of first appearance, for {@link Profile#site(int)}. */
    public int index() {
        return index;
    }

    /** Any number of the table; those of the parts of 128-bit lifetimes too. */
    public long get(SiteNumber number) {
        return profile.columns().get(number, index);
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
        return profile.columns().frameNumbers(index);
    }

    /** Bytes allocated here. */
    public long totalBytes() {
        return get(SiteNumber.TOTAL_BYTES);
    }

    /** Blocks allocated here. */
    public long totalBlocks() {
        return get(SiteNumber.TOTAL_BLOCKS);
    }

    /** Bytes allocated here and live when the profile was taken. */
    public long liveBytes() {
        return get(SiteNumber.LIVE_BYTES);
    }

    /** Blocks allocated here and live when the profile was taken. */
    public long liveBlocks() {
        return get(SiteNumber.LIVE_BLOCKS);
    }

    /** Bytes of this site that were live at the global peak, t-gmax. */
    public long atPeakBytes() {
        return get(SiteNumber.PEAK_BYTES);
    }

    /** Blocks of this site that were live at the global peak, t-gmax. */
    public long atPeakBlocks() {
        return get(SiteNumber.PEAK_BLOCKS);
    }

    /** The highest live bytes that this site had by itself. */
    public long ownPeakBytes() {
        return get(SiteNumber.OWN_PEAK_BYTES);
    }

    /** Live blocks of this site when its live bytes were highest. */
    public long ownPeakBlocks() {
        return get(SiteNumber.OWN_PEAK_BLOCKS);
    }

    /**
     * Sum of the lifetimes of all blocks, in ns; blocks that are live end with the profile. At most 2^63 - 1. 0 in a profile that
     * measures no lifetimes.
     */
    public long lifetimeNanos() {
        if (!profile.timed()) {
            return 0;
        }
        long low = get(SiteNumber.LIFETIME_LOW);
        long high = get(SiteNumber.LIFETIME_HIGH);
        long nanos = high == low >> 63 ? low : high < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
        // Where the clocks of processors differ a little, a short life can come out negative.
        return nanos < 0 && !profile.isDifference() ? 0 : nanos;
    }

    /** {@link #lifetimeNanos()} in µs. At most 2^53 - 1. */
    public long lifetimeMicros() {
        return Math.clamp(lifetimeNanos() / NANOS_PER_MICRO, -MAX_EXACT, MAX_EXACT);
    }

    /** Whether {@link #lifetimeMicros()} stands at its limit. */
    public boolean lifetimeSaturated() {
        return Math.abs(lifetimeMicros()) == MAX_EXACT;
    }

    /** Bytes of the parts that were cut here from blocks that are counted already; they have no share in the totals. */
    public long logicalBytes() {
        return get(SiteNumber.PART_BYTES);
    }

    /** Parts that were cut here from blocks that are counted already. */
    public long logicalBlocks() {
        return get(SiteNumber.PART_BLOCKS);
    }

    /** Bytes of the parts that were cut here and are live. */
    public long logicalLiveBytes() {
        return live(SiteNumber.PART_BYTES, SiteNumber.PART_FREED_BYTES);
    }

    /** Parts that were cut here and are live. */
    public long logicalLiveBlocks() {
        return live(SiteNumber.PART_BLOCKS, SiteNumber.PART_FREED_BLOCKS);
    }

    /**
     * Bytes allocated here and live in arenas that nobody can close: the global one and automatic ones. All that are live, if the profile does
     * not tell blocks in such arenas from others.
     */
    public long uncloseableLiveBytes() {
        return tellsUncloseable()
                ? live(SiteNumber.UNCLOSEABLE_BYTES, SiteNumber.UNCLOSEABLE_FREED_BYTES)
                : liveBytes();
    }

    /** Blocks allocated here and live in arenas that nobody can close, as {@link #uncloseableLiveBytes()}. */
    public long uncloseableLiveBlocks() {
        return tellsUncloseable()
                ? live(SiteNumber.UNCLOSEABLE_BLOCKS, SiteNumber.UNCLOSEABLE_FREED_BLOCKS)
                : liveBlocks();
    }

    private boolean tellsUncloseable() {
        return get(SiteNumber.UNCLOSEABLE_BLOCKS) != 0 || !Origin.hasUncloseable(origin());
    }

    /** Bytes allocated here and live, that somebody could have freed: all but {@link #uncloseableLiveBytes()}. */
    public long closeableLiveBytes() {
        return less(liveBytes(), uncloseableLiveBytes());
    }

    /** Blocks allocated here and live, that somebody could have freed: all but {@link #uncloseableLiveBlocks()}. */
    public long closeableLiveBlocks() {
        return less(liveBlocks(), uncloseableLiveBlocks());
    }

    /** Where a fault came in between, a birth may be missing whose end is not. */
    private long live(SiteNumber born, SiteNumber freed) {
        return less(get(born), get(freed));
    }

    private long less(long all, long some) {
        return profile.isDifference() ? all - some : Math.max(all - some, 0);
    }

    /** Bytes that allocators gave here beyond those that were requested. */
    public long backingBytes() {
        return get(SiteNumber.BACKING_BYTES);
    }

    /** How often closing an arena failed here. */
    public long failedCloses() {
        return get(SiteNumber.FAILED_CLOSES);
    }

    /** Freed blocks whose time of death is an upper bound, because somebody else closed their arena. */
    public long lateBlocks() {
        return get(SiteNumber.LATE_BLOCKS);
    }

    /** Where blocks of this site came from: bits of {@link Origin}. */
    public int origin() {
        return profile.columns().origin(index);
    }

    /** The kinds of arena that blocks of this site were in. */
    public Set<ArenaKind> arenaKinds() {
        return Origin.kinds(origin());
    }

    /** The ways in which blocks of this site were allocated. */
    public Set<AllocationApi> apis() {
        return Origin.apis(origin());
    }

    @Override
    public String toString() {
        return frames() + ": " + totalBytes() + " bytes in " + totalBlocks() + " blocks";
    }
}
