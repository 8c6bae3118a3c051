package io.github.underheap.profile;

import java.util.ArrayList;
import java.util.List;

/** A profile of made-up sites, by the rules of dhat, with a clock that stands still until it is set. */
public final class SyntheticProfile {

    public static final long PID = 4_217;

    private static final int TABLE_FULL = 0;
    private static final int NO_STACK = 1;

    private final ProcessInfo process;
    private final int maxSites;
    private final Profile.Builder stacks = Profile.builder();
    private final List<Site> sites = new ArrayList<>(List.of(new Site(Frame.TABLE_FULL), new Site(Frame.NO_STACK)));
    private final ProfileFacts.Builder facts = ProfileFacts.builder();
    private long now;
    private long live;
    private long peak;
    private long peakNanos;
    private boolean atPeak;

    /** What one site has so far. Its peak is copied when the common peak is left, as in dhat. */
    private static final class Site {

        final List<Frame> stack;
        long totalBytes;
        long totalBlocks;
        long liveBytes;
        long liveBlocks;
        long peakBytes;
        long peakBlocks;
        long ownPeakBytes;
        long ownPeakBlocks;
        long births;
        long lifetime;
        int origin;
        final long[] tallies = new long[SiteNumber.TALLIES];

        Site(Frame... stack) {
            this.stack = List.of(stack);
        }
    }

    private SyntheticProfile(String command, int maxSites) {
        process = new ProcessInfo(PID, command, "host");
        this.maxSites = maxSites;
    }

    public static SyntheticProfile of(String command) {
        return of(command, Integer.MAX_VALUE);
    }

    /**
     * A profile with a limit.
     *
     * @param maxSites further ones are the row of the full table
     */
    public static SyntheticProfile of(String command, int maxSites) {
        return new SyntheticProfile(command, maxSites);
    }

    /** A frame of a class in {@code <simple name>.java}; the bytecode index is the line. */
    public static Frame frame(String className, String method, int line) {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        return Frame.of(className, method, simple + ".java", line, line);
    }

    public SyntheticProfile at(long nanos) {
        now = nanos;
        return this;
    }

    /** The site of a stack, innermost frame first. */
    public int site(Frame... frames) {
        int known = stacks.siteCount();
        if (known == maxSites) {
            return TABLE_FULL;
        }
        int site = stacks.site(List.of(frames));
        if (site == known) {
            sites.add(new Site(frames));
        }
        return NO_STACK + 1 + site;
    }

    public SyntheticProfile allocate(int site, long bytes) {
        Site at = sites.get(site);
        live += bytes;
        at.totalBytes += bytes;
        at.totalBlocks++;
        at.liveBytes += bytes;
        at.liveBlocks++;
        at.births += now;
        if (at.liveBytes >= at.ownPeakBytes) {
            at.ownPeakBytes = at.liveBytes;
            at.ownPeakBlocks = at.liveBlocks;
        }
        if (live >= peak) {
            peak = live;
            peakNanos = now;
            atPeak = true;
        }
        return this;
    }

    /** Frees a block that was allocated at the site, the first that is live. */
    public SyntheticProfile free(int site, long bytes) {
        Site at = sites.get(site);
        leavePeak();
        // Births of the live blocks are known as a sum only, so of several the one that ends is taken for an average
        // one.
        long birth = at.births / at.liveBlocks;
        at.births -= birth;
        at.lifetime += now - birth;
        live -= bytes;
        at.liveBytes -= bytes;
        at.liveBlocks--;
        return this;
    }

    public SyntheticProfile freeLate(int site, long bytes) {
        return free(site, bytes).add(site, SiteNumber.LATE_BLOCKS, 1);
    }

    public SyntheticProfile allocateWithoutStack(long bytes) {
        return allocate(NO_STACK, bytes);
    }

    public SyntheticProfile part(int site, long bytes) {
        return add(site, SiteNumber.PART_BLOCKS, 1).add(site, SiteNumber.PART_BYTES, bytes);
    }

    public SyntheticProfile freePart(int site, long bytes) {
        return add(site, SiteNumber.PART_FREED_BLOCKS, 1).add(site, SiteNumber.PART_FREED_BYTES, bytes);
    }

    public SyntheticProfile closeFailed(int site) {
        return add(site, SiteNumber.FAILED_CLOSES, 1);
    }

    /** Adds to a tally of a site. */
    public SyntheticProfile add(int site, SiteNumber tally, long amount) {
        sites.get(site).tallies[tally.tallyIndex()] += amount;
        return this;
    }

    public SyntheticProfile origin(int site, int bits) {
        sites.get(site).origin |= bits;
        return this;
    }

    /** Counts bytes that have not come to their site yet. */
    public SyntheticProfile underWay(long bytes) {
        live += bytes;
        peak = Math.max(peak, live);
        return this;
    }

    /** What the recorder says. */
    public SyntheticProfile remark(String line) {
        facts.remark(line);
        return this;
    }

    /** Faults have broken bookings off. */
    public SyntheticProfile faulty() {
        facts.faulty(true);
        return this;
    }

    public Profile profile() {
        Profile.Builder builder = Profile.builder();
        for (Site site : sites.subList(NO_STACK + 1, sites.size())) {
            site.stack.forEach(builder::frame);
        }
        for (Site site : sites) {
            if (site.totalBlocks != 0 || !isZero(site.tallies)) {
                fill(builder, builder.site(site.stack), site);
            }
        }
        return builder.facts(facts.process(process)
                        .startEpochMillis(1_000_003)
                        .durationNanos(now)
                        .peakNanos(peakNanos)
                        .options("depth=8")
                        .totals(live, peak)
                        .build())
                .build();
    }

    private void fill(Profile.Builder builder, int target, Site site) {
        builder.add(target, SiteNumber.TOTAL_BYTES, site.totalBytes)
                .add(target, SiteNumber.TOTAL_BLOCKS, site.totalBlocks)
                .add(target, SiteNumber.LIVE_BYTES, site.liveBytes)
                .add(target, SiteNumber.LIVE_BLOCKS, site.liveBlocks)
                .add(target, SiteNumber.PEAK_BYTES, atPeak ? site.liveBytes : site.peakBytes)
                .add(target, SiteNumber.PEAK_BLOCKS, atPeak ? site.liveBlocks : site.peakBlocks)
                .add(target, SiteNumber.OWN_PEAK_BYTES, site.ownPeakBytes)
                .add(target, SiteNumber.OWN_PEAK_BLOCKS, site.ownPeakBlocks)
                .add(target, SiteNumber.LIFETIME_LOW, site.lifetime - site.births)
                .add(target, SiteNumber.LIFETIME_HIGH, site.lifetime < site.births ? -1 : 0)
                .origin(target, site.origin);
        // The blocks that are live end now: a product of 128 bits.
        builder.add(target, SiteNumber.LIFETIME_LOW, site.liveBlocks * now)
                .add(target, SiteNumber.LIFETIME_HIGH, Math.multiplyHigh(site.liveBlocks, now));
        for (SiteNumber number : SiteNumber.values()) {
            if (number.isTally()) {
                builder.add(target, number, site.tallies[number.tallyIndex()]);
            }
        }
    }

    private void leavePeak() {
        if (atPeak) {
            atPeak = false;
            for (Site site : sites) {
                site.peakBytes = site.liveBytes;
                site.peakBlocks = site.liveBlocks;
            }
        }
    }

    private static boolean isZero(long[] numbers) {
        for (long number : numbers) {
            if (number != 0) {
                return false;
            }
        }
        return true;
    }
}
