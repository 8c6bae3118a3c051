package io.github.underheap.read;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteList;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.FrameText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a DHAT file says, once it was read, and the profile that it is.
 *
 * <p>In files of other tools a frame is no more than its text, and there are only the numbers that the file has.
 *
 * <p>Not thread-safe.
 */
final class DhatContent {

    private static final int UNKNOWN = -1;
    private static final long NANOS_PER_MICRO = 1_000;

    final SiteList sites = new SiteList();
    final List<String> frames = new ArrayList<>();
    boolean hasPoints;
    boolean hasFrames;
    boolean hasLifetimes;
    String timeUnit = "";
    String command = "";
    long pid;
    long end;
    long peak;
    DhatExtrasReader.@Nullable Extras extras;
    private long tooLowPeaks;

    /**
     * The profile.
     *
     * @param json says where it is wrong
     */
    Profile profile(JsonInput json) throws IOException {
        checkExtras(json);
        DhatExtrasReader.Extras known = extras;
        if (known == null) {
            mendForeign();
        } else if (known.origin.size() > 0) {
            for (int site = 0; site < sites.size(); site++) {
                sites.origin(site, known.origins.get(known.origin.get(site)));
            }
        }
        return sites.profile(facts(), this::frame);
    }

    private void checkExtras(JsonInput json) throws IOException {
        DhatExtrasReader.Extras known = extras;
        if (known == null) {
            return;
        }
        int origins = known.origins.size();
        json.require(
                known.origin.size() == 0 || known.origin.size() == sites.size(),
                "\"origin\" has " + known.origin.size() + " numbers for " + sites.size() + " sites");
        for (int i = 0; i < known.origin.size(); i++) {
            int origin = known.origin.get(i);
            if (origin < 0 || origin >= origins) {
                throw json.wrong("\"origin\" has " + origin + ", and there are " + origins + " \"origins\"");
            }
        }
        for (Map.Entry<SiteNumber, Integer> column : known.columns.entrySet()) {
            json.require(
                    column.getValue() == sites.size(),
                    "\"" + column.getKey().key() + "\" has " + column.getValue() + " numbers for " + sites.size()
                            + " sites");
        }
    }

    /** Leaves out what the file has no place for, and mends own peaks. */
    private void mendForeign() {
        EnumSet.complementOf(measured()).forEach(sites::clear);
        if (hasLifetimes) {
            for (int site = 0; site < sites.size(); site++) {
                mendOwnPeak(site);
            }
        }
    }

    /** Valgrind does not raise a site's own peak while the peak of the whole program stays, so it can be below what was live. */
    private void mendOwnPeak(int site) {
        boolean isPeak = sites.get(SiteNumber.PEAK_BYTES, site) >= sites.get(SiteNumber.LIVE_BYTES, site);
        long least = sites.get(isPeak ? SiteNumber.PEAK_BYTES : SiteNumber.LIVE_BYTES, site);
        if (sites.get(SiteNumber.OWN_PEAK_BYTES, site) < least) {
            tooLowPeaks++;
            sites.set(SiteNumber.OWN_PEAK_BYTES, site, least);
            sites.set(
                    SiteNumber.OWN_PEAK_BLOCKS,
                    site,
                    sites.get(isPeak ? SiteNumber.PEAK_BLOCKS : SiteNumber.LIVE_BLOCKS, site));
        }
    }

    private Frame frame(int place) {
        DhatExtrasReader.Extras known = extras;
        if (known == null) {
            return Frame.synthetic(frames.get(place));
        }
        Frame exact = known.exact.get(place);
        return exact != null
                ? exact
                : FrameText.ofJava(
                        frames.get(place), place < known.bytecodes.size() ? known.bytecodes.get(place) : UNKNOWN);
    }

    private ProfileFacts facts() {
        ProfileFacts.Builder facts = ProfileFacts.builder().timed(hasLifetimes).timeUnit(timeUnit);
        DhatExtrasReader.Extras known = extras;
        if (known == null) {
            // Other tools write their file when the program ends.
            facts.atEnd(true)
                    .process(new ProcessInfo(pid, command, ""))
                    .durationNanos(nanos(end))
                    .peakNanos(nanos(peak))
                    .unmeasured(EnumSet.complementOf(measured()));
            foreignRemarks(facts);
            return facts.build();
        }
        facts.process(new ProcessInfo(pid, command, known.host))
                .startEpochMillis(known.start)
                .durationNanos(known.durationNanos < 0 ? nanos(end) : known.durationNanos)
                .peakNanos(known.peakNanos < 0 ? nanos(peak) : known.peakNanos)
                .options(known.options)
                .faulty(known.faulty)
                .unmeasured(known.unmeasured)
                .atEnd(known.atEnd)
                .remarks(known.remarks)
                .flaws(known.flaws);
        if (known.currentBytes >= 0 && known.peakBytes >= 0) {
            facts.totals(known.currentBytes, known.peakBytes);
        }
        return facts.build();
    }

    private void foreignRemarks(ProfileFacts.Builder facts) {
        if (!hasLifetimes) {
            facts.remark("the file has total bytes and blocks only: what was live, peaks and lifetimes are not known");
        } else if (!timeUnit.equals(ProfileFacts.MICROS)) {
            facts.remark("times and lifetimes are in " + JsonInput.shown(timeUnit));
        }
        if (tooLowPeaks > 0) {
            facts.remark("the own peaks of " + tooLowPeaks
                    + " points were below what was live there, as Valgrind writes them; that number is taken");
        }
    }

    /** The numbers that files of other tools have a place for. */
    private EnumSet<SiteNumber> measured() {
        return EnumSet.range(SiteNumber.TOTAL_BYTES, hasLifetimes ? SiteNumber.LIFETIME_HIGH : SiteNumber.TOTAL_BLOCKS);
    }

    private static long nanos(long micros) {
        return micros > Long.MAX_VALUE / NANOS_PER_MICRO ? Long.MAX_VALUE : micros * NANOS_PER_MICRO;
    }
}
