package io.github.underheap.record;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.SiteNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a recorder, or a window of it, has to show: numbers by site in a map, changed as one would by hand.
 *
 * <p>The state at the peak is what was live when the peak was last left: it is copied as a whole then. Sites are told apart by recording too,
 * since a window that lasts through several has a peak of each site in each of them.
 */
final class ModelBooks {

    private static final int RECORDING_SHIFT = 32;

    private final Map<Long, Site> sites = new HashMap<>();
    private final long start;
    private long live;
    private long peak;
    private boolean atPeak;
    private long lost;
    private boolean paused;
    private long end = Long.MAX_VALUE;

    private static final class Site {

        private final ModelNumbers numbers = new ModelNumbers();
        private long birthOfLast;
        /** Of the blocks that are live. */
        private long sumOfBirths;

        void keepPeak() {
            numbers.set(SiteNumber.PEAK_BYTES, numbers.get(SiteNumber.LIVE_BYTES));
            numbers.set(SiteNumber.PEAK_BLOCKS, numbers.get(SiteNumber.LIVE_BLOCKS));
            numbers.set(SiteNumber.LAST_BIRTH, birthOfLast);
        }

        void grown(long time) {
            birthOfLast = time;
            if (numbers.get(SiteNumber.LIVE_BYTES) >= numbers.get(SiteNumber.OWN_PEAK_BYTES)) {
                numbers.set(SiteNumber.OWN_PEAK_BYTES, numbers.get(SiteNumber.LIVE_BYTES));
                numbers.set(SiteNumber.OWN_PEAK_BLOCKS, numbers.get(SiteNumber.LIVE_BLOCKS));
            }
        }
    }

    ModelBooks(long start) {
        this.start = start;
    }

    boolean isClosed() {
        return end != Long.MAX_VALUE;
    }

    void close(long time) {
        end = time;
    }

    long live() {
        return live;
    }

    long peak() {
        return peak;
    }

    /** Nothing is counted for a while. */
    void pause() {
        paused = true;
    }

    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (paused) {
            remarks.add(
                    "the tracker was paused or closed for a while; blocks that were allocated meanwhile are not counted");
        }
        if (lost > 0) {
            remarks.add(lost + " events could not be recorded");
        }
        return remarks;
    }

    void lose() {
        lost++;
    }

    void born(ModelBlock block, long time) {
        Site site = site(block);
        site.numbers.addOrigin(block.origin);
        site.numbers.add(SiteNumber.TOTAL_BYTES, block.bytes);
        site.numbers.add(SiteNumber.TOTAL_BLOCKS, 1);
        site.numbers.add(SiteNumber.LIVE_BYTES, block.bytes);
        site.numbers.add(SiteNumber.LIVE_BLOCKS, 1);
        site.sumOfBirths += time - start;
        site.grown(time - start);
        grown(block.bytes);
    }

    void died(ModelBlock block, long time, boolean late) {
        Site site = site(block);
        leavePeak();
        live -= block.bytes;
        site.numbers.add(SiteNumber.LIVE_BYTES, -block.bytes);
        site.numbers.add(SiteNumber.LIVE_BLOCKS, -1);
        site.numbers.add(SiteNumber.LIFETIME_LOW, time - block.birth);
        site.numbers.add(SiteNumber.LATE_BLOCKS, late ? 1 : 0);
        site.sumOfBirths -= block.birth - start;
    }

    void resized(ModelBlock block, long newBytes, long time) {
        Site site = site(block);
        site.numbers.add(SiteNumber.TOTAL_BYTES, newBytes);
        site.numbers.add(SiteNumber.TOTAL_BLOCKS, 1);
        site.sumOfBirths += time - block.birth;
        long grown = newBytes - block.bytes;
        if (grown < 0) {
            leavePeak();
            live += grown;
            site.numbers.add(SiteNumber.LIVE_BYTES, grown);
        } else {
            site.numbers.add(SiteNumber.LIVE_BYTES, grown);
            site.grown(time - start);
            grown(grown);
        }
    }

    void tally(ModelBlock block, SiteNumber number, long amount, int origin) {
        Site site = site(block);
        site.numbers.addOrigin(origin);
        site.numbers.add(number, amount);
    }

    private void grown(long bytes) {
        live += bytes;
        if (live >= peak) {
            peak = live;
            atPeak = true;
        }
    }

    private void leavePeak() {
        if (atPeak) {
            sites.values().forEach(Site::keepPeak);
            atPeak = false;
        }
    }

    private Site site(ModelBlock block) {
        return sites.computeIfAbsent((long) block.recording << RECORDING_SHIFT | block.site, ignored -> new Site());
    }

    /** What the sites have to show at this time. */
    Map<Integer, ModelNumbers> expected(long now) {
        Map<Integer, ModelNumbers> expected = new HashMap<>();
        sites.forEach((key, site) -> {
            if (atPeak) {
                site.keepPeak();
            }
            ModelNumbers numbers = site.numbers.copy();
            numbers.add(
                    SiteNumber.LIFETIME_LOW, numbers.get(SiteNumber.LIVE_BLOCKS) * duration(now) - site.sumOfBirths);
            expected.computeIfAbsent(key.intValue(), ignored -> new ModelNumbers())
                    .addAll(numbers);
        });
        return expected;
    }

    /** What the counters have to show, by the sums over all sites. */
    AllocStats stats(ModelNumbers sum) {
        return AllocStats.of(
                sum.get(SiteNumber.TOTAL_BLOCKS),
                sum.get(SiteNumber.TOTAL_BYTES),
                live,
                sum.get(SiteNumber.LIVE_BLOCKS),
                peak,
                sum.get(SiteNumber.PEAK_BLOCKS),
                sum.get(SiteNumber.TOTAL_BLOCKS) - sum.get(SiteNumber.LIVE_BLOCKS));
    }

    long duration(long now) {
        return Math.min(now, end) - start;
    }
}
