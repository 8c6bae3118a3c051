package io.github.underheap;

import io.github.underheap.memory.ProfileInfo;
import io.github.underheap.memory.ProfileMemory;
import io.github.underheap.memory.RowCopies;
import io.github.underheap.memory.RowNumbers;
import io.github.underheap.memory.Totals;
import io.github.underheap.stack.TickClock;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Everything that a tracker knew when the profile was taken: the one input of every report.
 *
 * <p>The numbers lie off the heap, so a profile of a million sites needs little heap. Immutable, thread-safe.
 */
public final class Profile {

    private static final String TABLE_FULL = "[site table full]";
    private static final String NO_STACK = "[stack not captured]";
    private static final String NO_SITES = "[capture=none]";

    private final ProfileMemory memory;
    private final RowCopies rows;
    private final int frameCount;
    private final AllocStats stats;
    private final ProfileInfo info;
    private final long durationNanos;
    private final boolean timed;
    private final List<String> faults;
    private final long wrongSites;
    private final long clockDoubtNanos;

    Profile(
            ProfileMemory memory,
            ProfileInfo info,
            Clock clock,
            boolean timed,
            List<String> faults,
            long wrongSites,
            long clockDoubtNanos) {
        this.memory = memory;
        this.rows = new RowCopies(memory);
        // After the rows, so that no block was born after the end.
        this.durationNanos = Math.max(clock.nanoTime() - info.startTicks(), 0);
        this.frameCount = memory.frameCount();
        this.info = info;
        this.timed = timed;
        this.faults = faults;
        this.wrongSites = wrongSites;
        this.clockDoubtNanos = clockDoubtNanos;
        RowNumbers sum = rows.sum();
        this.stats = new AllocStats(
                sum.totalBlocks,
                sum.totalBytes,
                rows.totals().live(),
                sum.liveBlocks,
                rows.totals().peak(),
                sum.atPeakBlocks,
                sum.totalBlocks - sum.liveBlocks);
    }

    /** The counters. */
    public AllocStats stats() {
        return stats;
    }

    /** How many sites there are. */
    public int siteCount() {
        return rows.count();
    }

    /**
     * A site, by order of first appearance.
     *
     * @param index 0 to {@code siteCount() - 1}
     * @throws IndexOutOfBoundsException if there is no such site
     */
    public CallSite site(int index) {
        Objects.checkIndex(index, rows.count());
        RowNumbers row = new RowNumbers();
        rows.read(index, row);
        return new CallSite(this, row);
    }

    /** All sites, those with the most total bytes first, of equal ones the first that appeared. */
    public List<CallSite> callSites() {
        long[] totals = new long[rows.count()];
        RowNumbers row = new RowNumbers();
        for (int i = 0; i < totals.length; i++) {
            rows.read(i, row);
            totals[i] = row.totalBytes;
        }
        return Collections.unmodifiableList(new Sites(SiteOrder.of(totals)));
    }

    /**
     * A frame by its number.
     *
     * @param number from {@link CallSite#frameNumbers()}
     * @throws IndexOutOfBoundsException if there is no such frame
     */
    public Frame frame(int number) {
        Objects.checkIndex(number, frameLimit());
        return switch (number - frameCount) {
            case 0 -> Frame.synthetic(number, TABLE_FULL);
            case 1 -> Frame.synthetic(number, NO_STACK);
            case 2 -> Frame.synthetic(number, NO_SITES);
            default -> Frame.of(number, memory.frame(number));
        };
    }

    /** One more than the highest number of a frame. */
    public int frameLimit() {
        return frameCount + 3;
    }

    int[] frameNumbers(RowNumbers row) {
        return switch (row.role) {
            case SITE -> memory.stack(row.stack, row.stackLength);
            case TABLE_FULL -> new int[] {frameCount};
            case NO_STACK -> new int[] {frameCount + 1};
            case NO_SITES -> new int[] {frameCount + 2};
        };
    }

    /** Whether lifetimes and the time of the peak were measured. They are not with {@link Capture#NONE}. */
    public boolean timed() {
        return timed;
    }

    /** From the start of the recording to this profile, t-end, in ns. */
    public long durationNanos() {
        return durationNanos;
    }

    /** From the start of the recording to the global peak, t-gmax, in ns; 0 if nothing was allocated. */
    public long peakNanos() {
        return Math.min(rows.sum().atPeakAllocNanos, durationNanos);
    }

    /** When the recording began, in ms since 1970. */
    public long startEpochMillis() {
        return info.startEpochMillis();
    }

    /** Number of the process. */
    public long pid() {
        return info.pid();
    }

    /** The command that was profiled. */
    public String command() {
        return info.commandLine();
    }

    /** What a reader has to know before the numbers, one line each; every report shows them first. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (wrongSites > 0) {
            remarks.add("the native walk named a wrong site " + wrongSites
                    + " times and was turned off; sites may be wrong" + " (please report it; walk=off avoids it)");
        }
        RowNumbers row = new RowNumbers();
        for (int i = 0; i < Math.min(rows.count(), 2); i++) {
            rows.read(i, row);
            switch (row.role) {
                case TABLE_FULL ->
                    remarks.add("the site table is full: " + bytesInBlocks(row) + " of further sites are shown as "
                            + TABLE_FULL + "; raise maxSites, unless memory ran out");
                case NO_STACK ->
                    remarks.add("the stack of " + bytesInBlocks(row) + " could not be captured; they are shown as "
                            + NO_STACK);
                case SITE, NO_SITES -> {}
            }
        }
        Totals.State totals = rows.totals();
        if (totals.dropped() > 0) {
            remarks.add(number(totals.dropped()) + " events could not be recorded");
        }
        remarks.addAll(faults);
        if (totals.uncertain() > 0) {
            remarks.add("the share of " + number(totals.uncertain()) + " operations in the peak is uncertain");
        }
        RowNumbers sum = rows.sum();
        if (sum.takeovers > 0) {
            remarks.add(sum.takeovers
                    + " times a thread was stopped while it booked an event; the numbers of that site may be off");
        }
        if (faults.isEmpty() && (sum.liveBytes != totals.live() || sum.atPeakBytes != totals.peak())) {
            remarks.add("taken while allocations were under way: the sums over the sites differ from the totals by "
                    + number(sum.liveBytes - totals.live()) + " live bytes and "
                    + number(sum.atPeakBytes - totals.peak()) + " bytes at the peak");
        }
        if (clockDoubtNanos > 0) {
            remarks.add(
                    clockDoubtNanos == TickClock.SET_BACK
                            ? "the processor's clock was set back: lifetimes may be wrong"
                            : "the machine slept: lifetimes may be off by " + number(clockDoubtNanos / 1_000_000)
                                    + " ms");
        }
        addSaturated(sum, remarks);
        return Collections.unmodifiableList(remarks);
    }

    /** Says at how many sites a number is too high; the sites are looked at only if the sum is too high. */
    private void addSaturated(RowNumbers sum, List<String> remarks) {
        long nanos = timed ? durationNanos : 0;
        if (sum.totalBytes <= RowNumbers.MAX_EXACT && sum.lifetimeMicros(nanos) < RowNumbers.MAX_EXACT) {
            return;
        }
        long bytes = 0;
        long lifetimes = 0;
        RowNumbers row = new RowNumbers();
        for (int i = 0; i < rows.count(); i++) {
            rows.read(i, row);
            bytes += row.totalBytes > RowNumbers.MAX_EXACT ? 1 : 0;
            lifetimes += row.lifetimeMicros(nanos) == RowNumbers.MAX_EXACT ? 1 : 0;
        }
        if (bytes > 0) {
            remarks.add(
                    "the total bytes of " + number(bytes) + " sites are above 2^53 - 1; DHAT files give that number");
        }
        if (lifetimes > 0) {
            remarks.add("the lifetimes of " + number(lifetimes)
                    + " sites sum up to more than 2^53 - 1 µs; that number is given");
        }
    }

    private static String bytesInBlocks(RowNumbers row) {
        return number(row.totalBytes) + " bytes in " + number(row.totalBlocks) + " blocks";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Makes its elements when they are asked for. */
    private final class Sites extends AbstractList<CallSite> implements RandomAccess {

        private final int[] order;

        Sites(int[] order) {
            this.order = order;
        }

        @Override
        public CallSite get(int index) {
            return site(order[index]);
        }

        @Override
        public int size() {
            return order.length;
        }
    }
}
