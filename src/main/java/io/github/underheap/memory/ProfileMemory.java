package io.github.underheap.memory;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * All off-heap state of one recording: header, totals, site table, frames, strings.
 *
 * <p>The memory lives as long as this object, or one of those that it gives out, is reachable, unless its source is released.
 *
 * <p>Thread-safe.
 */
public final class ProfileMemory {

    private final MemorySource source;
    private final Totals totals;
    private final SiteRows rows;
    private final FrameTable frames;
    private final SiteIndex sites;
    private final @Nullable ThreadCounters counters;

    /**
     * How large the tables are.
     *
     * @param buckets initial number of slots of the site index, a power of two
     * @param maxSites sites there may be; events of further sites go to {@link SiteRows#TABLE_FULL}
     * @param countingThreads threads that have counters of their own in a recording without sites; 0 for one with sites
     * @param tallies what rows count beside their blocks
     */
    public record Layout(int buckets, int maxSites, int countingThreads, Tallies tallies) {}

    /**
     * Lays out the tables.
     *
     * @param source where the memory comes from
     * @param patience how long to wait for a row that another thread writes
     * @throws OutOfMemoryError if there is not enough memory
     */
    public ProfileMemory(MemorySource source, Layout layout, Patience patience, MemoryInfo info) {
        this.source = source;
        Header header = new Header(source);
        totals = new Totals(header, source);
        StringTable strings = new StringTable(header, source, patience);
        frames = new FrameTable(header, source, patience, strings);
        rows = SiteRows.dense(header, source, totals, layout.tallies(), patience);
        sites = new SiteIndex(header, source, patience, rows, layout.buckets(), layout.maxSites());
        counters = layout.countingThreads() == 0
                ? null
                : new ThreadCounters(header, source, totals, layout.countingThreads(), layout.tallies(), patience);
        header.publish(
                info, strings.intern(info.options()), strings.intern(info.commandLine()), strings.intern(info.host()));
    }

    public Totals totals() {
        return totals;
    }

    public SiteRows rows() {
        return rows;
    }

    /** What takes the place of the rows in a recording without sites; null in one with sites. */
    public @Nullable ThreadCounters counters() {
        return counters;
    }

    /** The number of a frame, or -1 if there is no memory for it. */
    public int intern(FrameKey frame) {
        try {
            return frames.intern(frame);
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /**
     * The row of a stack.
     *
     * @param frameNumbers numbers that {@link #intern} gave, innermost first
     * @param length how many of them; 0 gives {@link SiteRows#NO_STACK}
     * @return {@link SiteRows#TABLE_FULL} if the stack is new and there is no room for it
     */
    public int row(int[] frameNumbers, int length) {
        try {
            return length == 0 ? SiteRows.NO_STACK : sites.row(frameNumbers, length);
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /** Whether there may be no further site, whatever memory there is. */
    public boolean isFull() {
        return sites.isFull();
    }

    /** The frame of a number. */
    public FrameKey frame(int number) {
        try {
            return frames.get(number);
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /**
     * Whether frames of this number's class, method and bci have several lines, so that one without a line may be another than the frame
     * of this number.
     */
    public boolean isOfSeveral(int number) {
        try {
            return frames.isOfSeveral(number);
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /** Whether the stacks of two rows are the same calls, whatever is known of files and lines. */
    public boolean isSameStack(int row, int other) {
        try {
            int length = rows.stackLength(row);
            if (length != rows.stackLength(other)) {
                return false;
            }
            int[] stack = sites.frames(rows.stack(row), length);
            int[] otherStack = sites.frames(rows.stack(other), length);
            for (int i = 0; i < length; i++) {
                if (!frames.isSamePlace(stack[i], otherStack[i])) {
                    return false;
                }
            }
            return true;
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /** Frames recorded so far. */
    public int frameCount() {
        return frames.count();
    }

    /** The frame numbers of a site, innermost first. */
    public int[] stack(int stack, int length) {
        try {
            return sites.frames(stack, length);
        } finally {
            Reference.reachabilityFence(source);
        }
    }
}
