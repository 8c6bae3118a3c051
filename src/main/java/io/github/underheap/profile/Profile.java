package io.github.underheap.profile;

import io.github.underheap.config.Capture;
import java.util.AbstractList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded, as data: the one input of every report. A tracker, a file, a merge and a difference all make one;
 * anybody can, with a {@link Builder}.
 *
 * <p>A profile is columnar: numbers lie in columns, on the heap or off it, and {@link AllocationSite} is a view that is
 * made when it is asked for. So a profile of a million sites needs no million objects. Immutable, thread-safe.
 */
public final class Profile {

    private final ProfileFacts facts;
    private final Frames frames;
    private final SiteColumns columns;
    private final long[] sums;
    private final AllocStats stats;

    /** Made when they are first asked for; two threads that do so at a time make equal ones. */
    private volatile @Nullable Remarks remarks;

    /**
     * A profile of these sites.
     *
     * @param frames has all frames that {@code columns} refers to; immutable
     * @param columns immutable
     */
    public Profile(ProfileFacts facts, Frames frames, SiteColumns columns) {
        this.facts = Objects.requireNonNull(facts, "facts");
        this.frames = Objects.requireNonNull(frames, "frames");
        this.columns = Objects.requireNonNull(columns, "columns");
        this.sums = columns.sums();
        ProfileFacts.Totals totals = facts.totals();
        this.stats = AllocStats.of(
                sum(SiteNumber.TOTAL_BLOCKS),
                sum(SiteNumber.TOTAL_BYTES),
                totals == null ? sum(SiteNumber.LIVE_BYTES) : totals.live(),
                sum(SiteNumber.LIVE_BLOCKS),
                totals == null ? sum(SiteNumber.PEAK_BYTES) : totals.peak(),
                sum(SiteNumber.PEAK_BLOCKS),
                sum(SiteNumber.TOTAL_BLOCKS) - sum(SiteNumber.LIVE_BLOCKS));
    }

    private Profile(Profile from, ProfileFacts facts, Frames frames, SiteColumns columns) {
        this.facts = facts;
        this.frames = frames;
        this.columns = columns;
        this.sums = from.sums;
        this.stats = from.stats;
    }

    /** What is known of the whole, without frames and sites. */
    Profile withoutSites() {
        HeapSites none = new HeapSites();
        return new Profile(this, facts, none, none);
    }

    /** Makes a profile from values. */
    public static Builder builder() {
        return new Builder();
    }

    /** The counters. */
    public AllocStats stats() {
        return stats;
    }

    /** How many sites there are. */
    public int siteCount() {
        return columns.size();
    }

    /**
     * A site, by order of first appearance.
     *
     * @param index 0 to {@code siteCount() - 1}
     * @throws IndexOutOfBoundsException if there is no such site
     */
    public AllocationSite site(int index) {
        return new AllocationSite(this, Objects.checkIndex(index, columns.size()));
    }

    /** All sites, those with the most total bytes first, of equal ones the first that appeared. */
    public List<AllocationSite> sites() {
        long[] totals = new long[columns.size()];
        for (int i = 0; i < totals.length; i++) {
            totals[i] = columns.get(SiteNumber.TOTAL_BYTES, i);
        }
        return Collections.unmodifiableList(new Sites(SiteOrder.of(totals)));
    }

    /** A number of all sites together, by the rule of its sum. */
    public long sum(SiteNumber number) {
        return sums[number.ordinal()];
    }

    /**
     * A frame by its number.
     *
     * @param number from {@link AllocationSite#frameNumbers()}
     * @throws IndexOutOfBoundsException if there is no such frame
     */
    public Frame frame(int number) {
        return frames.frame(Objects.checkIndex(number, frameLimit()));
    }

    /** One more than the highest number of a frame. */
    public int frameLimit() {
        return frames.limit();
    }

    /**
     * Whether lifetimes and the time of the peak were measured. They are not with {@link Capture#NONE}, and in files of tools that know
     * totals only. See {@link #measures} for other numbers.
     */
    public boolean timed() {
        return facts.timed();
    }

    /**
     * Whether a number of the sites was measured. One that was not is 0 everywhere, in the sums and in {@link #stats()} too, and says nothing: so it
     * is with most numbers in files of other tools that know totals only.
     */
    public boolean measures(SiteNumber number) {
        boolean isLifetime = number == SiteNumber.LIFETIME_LOW || number == SiteNumber.LIFETIME_HIGH;
        return (timed() || !isLifetime) && !facts.unmeasured().contains(number);
    }

    /**
     * What takes the place of a µs in lifetimes and times: {@code µs} where time was measured. In files of Valgrind it is {@code instrs}, as it
     * counts instructions; what this class calls ns is then a thousandth of one.
     */
    public String timeUnit() {
        return facts.timeUnit();
    }

    /** From the start of the recording to this profile, t-end, in ns; 0 if it is not known. */
    public long durationNanos() {
        return facts.durationNanos();
    }

    /** From the start of the recording to the global peak, t-gmax, in ns; 0 if nothing was allocated or it is not known. */
    public long peakNanos() {
        return isDifference() ? facts.peakNanos() : Math.min(facts.peakNanos(), facts.durationNanos());
    }

    /** When the recording began, in ms since 1970; 0 if it is not known. */
    public long startEpochMillis() {
        return facts.startEpochMillis();
    }

    /** The process that was profiled. */
    public ProcessInfo process() {
        return facts.process();
    }

    /** Number of the process. */
    public long pid() {
        return facts.process().pid();
    }

    /** The command that was profiled. */
    public String command() {
        return facts.process().command();
    }

    /** The options that were in force, as text. */
    public String options() {
        return facts.options();
    }

    /** Whether this is the difference of two profiles, so that numbers may be negative. */
    public boolean isDifference() {
        return facts.isDifference();
    }

    /**
     * Whether faults broke bookings off while this was recorded, so that sums over the sites and the totals of {@link #stats()} may differ for
     * good.
     */
    public boolean isFaulty() {
        return facts.isFaulty();
    }

    /**
     * Whether this was taken at the end of a process or of a window, so that what is live was never given back. Otherwise the program
     * was still running, or nobody said.
     */
    public boolean isFinal() {
        return facts.isFinal();
    }

    /** The same profile, known to be taken at the end of a process or of a window. */
    public Profile asFinal() {
        return isFinal() ? this : new Profile(this, facts.asFinal(), frames, columns);
    }

    /**
     * The same profile with no more than so many frames of each stack, the innermost ones. Sites whose stacks are equal then are one: its peak of
     * its own is the sum of theirs, an upper bound.
     *
     * @throws IllegalArgumentException if not positive
     */
    public Profile withDepth(int frames) {
        return ProfileMath.cut(this, frames);
    }

    /** What a reader has to know before the numbers, one line each; every report shows them first. */
    public List<String> remarks() {
        return known().lines();
    }

    /**
     * Those of the {@link #remarks()} that say that something was lost or came out wrong, such as a full table of sites: with one of
     * them, a check of limits cannot vouch for the numbers.
     */
    public List<String> flaws() {
        return known().flaws();
    }

    private Remarks known() {
        Remarks known = remarks;
        if (known == null) {
            known = Remarks.of(this);
            remarks = known;
        }
        return known;
    }

    ProfileFacts facts() {
        return facts;
    }

    SiteColumns columns() {
        return columns;
    }

    boolean isSynthetic(int frame) {
        return frames.isSynthetic(frame);
    }

    /**
     * Makes a profile on the heap from values. Sites are told apart by the content of their frames.
     *
     * <pre>{@code
     * Profile.Builder builder = Profile.builder();
     * int site = builder.site(List.of(Frame.of("com.acme.Codec", "encode", "Codec.java", 42, 7)));
     * Profile profile = builder.add(site, SiteNumber.TOTAL_BYTES, 1_009).add(site, SiteNumber.TOTAL_BLOCKS, 1).build();
     * }</pre>
     *
     * <p>A number that is 0 everywhere takes no memory. Not thread-safe.
     */
    public static final class Builder {

        private ProfileFacts facts = ProfileFacts.UNKNOWN;
        private HeapSites sites = new HeapSites();
        /** Whether a profile has the sites, so that they are copied before they are changed. */
        private boolean given;

        private Builder() {}

        /** What is known beside the sites. */
        public Builder facts(ProfileFacts facts) {
            this.facts = Objects.requireNonNull(facts, "facts");
            return this;
        }

        /** The number of a frame in the profile; equal frames have the same. */
        public int frame(Frame frame) {
            return own().number(Objects.requireNonNull(frame, "frame"));
        }

        /**
         * The number of the site with a stack, innermost frame first; an empty one is that of {@link Frame#NO_STACK}.
         */
        public int site(List<Frame> stack) {
            int[] numbers = new int[stack.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = frame(stack.get(i));
            }
            return site(numbers);
        }

        /**
         * As {@link #site(List)}, by the numbers of frames.
         *
         * @throws IndexOutOfBoundsException if a number is not from {@link #frame}
         */
        public int site(int... frameNumbers) {
            for (int number : frameNumbers) {
                Objects.checkIndex(number, sites.limit());
            }
            return own().site(frameNumbers.length == 0 ? new int[] {frame(Frame.NO_STACK)} : frameNumbers);
        }

        /** How many sites there are so far. */
        public int siteCount() {
            return sites.size();
        }

        /**
         * Adds to a number of a site, by the rule of its sum. What a word of 128 bits carries goes to the next one.
         *
         * @throws IndexOutOfBoundsException if there is no such site
         */
        public Builder add(int site, SiteNumber number, long value) {
            own().add(number, Objects.checkIndex(site, sites.size()), value);
            return this;
        }

        /**
         * Says where blocks of a site came from.
         *
         * @param bits of {@link Origin}; they join those that are there
         * @throws IndexOutOfBoundsException if there is no such site
         */
        public Builder origin(int site, int bits) {
            own().addOrigin(Objects.checkIndex(site, sites.size()), bits);
            return this;
        }

        /** Adds all sites of another profile; sites with equal stacks become one. */
        public Builder add(Profile other) {
            if (other.columns instanceof HeapSites its && other.frames == its && sites.isEmpty()) {
                sites = its;
                given = true;
            } else {
                ProfileMath.add(other, this);
            }
            return this;
        }

        /** As {@link #add(Profile)}, of a profile that nobody looks at any more. */
        void take(Profile other) {
            boolean isFirst = sites.isEmpty();
            add(other);
            if (isFirst) {
                given = false;
            }
        }

        /** Adds the numbers of sites, and where their blocks came from, to those that places say. */
        void add(HeapSites from, int[] places) {
            own().addAll(from, places);
        }

        /** Takes sites whose frames were entered, and that nobody else has; there is none so far. */
        void take(StackTable stacks, IntChunks origins, HeapNumbers numbers) {
            sites = own().with(stacks, origins, numbers);
        }

        /** The profile as it is now. */
        public Profile build() {
            given = true;
            return new Profile(facts, sites, sites);
        }

        private HeapSites own() {
            if (given) {
                sites = sites.copy();
                given = false;
            }
            return sites;
        }
    }

    /** Makes its elements when they are asked for. */
    private final class Sites extends AbstractList<AllocationSite> implements RandomAccess {

        private final int[] order;

        Sites(int[] order) {
            this.order = order;
        }

        @Override
        public AllocationSite get(int index) {
            return site(order[index]);
        }

        @Override
        public int size() {
            return order.length;
        }
    }
}
