package io.github.underheap.read;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.FrameText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a DHAT file says, once it was read, and the profile that it is.
 *
 * <p>In files of other tools a frame is no more than its text, and there are only the numbers that the file has.
 *
 * <p>Not thread-safe.
 */
final class DhatContent {

    private static final SiteNumber[] NUMBERS = SiteNumber.values();
    private static final int UNKNOWN = -1;
    private static final long NANOS_PER_MICRO = 1_000;

    final RawSites sites = new RawSites();
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
        Profile.Builder builder = Profile.builder();
        int[] numbers = new int[frames.size()];
        Arrays.fill(numbers, UNKNOWN);
        for (int site = 0; site < sites.size(); site++) {
            add(site, numbers, builder);
        }
        return builder.facts(facts()).build();
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
            json.require(
                    origin >= 0 && origin < origins,
                    "\"origin\" has " + origin + ", and there are " + origins + " \"origins\"");
        }
        for (SiteNumber number : known.columns.keySet()) {
            int size = known.columns.get(number).size();
            json.require(
                    size == sites.size(),
                    "\"" + number.key() + "\" has " + size + " numbers for " + sites.size() + " sites");
        }
    }

    private void add(int site, int[] numbers, Profile.Builder builder) {
        int[] stack = sites.stack(site);
        for (int i = 0; i < stack.length; i++) {
            int place = stack[i];
            if (numbers[place] == UNKNOWN) {
                numbers[place] = builder.frame(frame(place));
            }
            stack[i] = numbers[place];
        }
        int target = builder.site(stack);
        DhatExtrasReader.Extras known = extras;
        if (known == null) {
            addForeign(site, target, builder);
            return;
        }
        for (SiteNumber number : NUMBERS) {
            LongList column = known.columns.get(number);
            long value = column != null ? column.get(site) : sites.number(number, site);
            if (value != 0) {
                builder.add(target, number, value);
            }
        }
        if (known.origin.size() > 0) {
            builder.origin(target, known.origins.get(known.origin.get(site)));
        }
    }

    /** Valgrind does not raise a site's own peak while the peak of the whole program stays, so it can be below what was live. */
    private void addForeign(int site, int target, Profile.Builder builder) {
        for (SiteNumber number : measured()) {
            builder.add(target, number, sites.number(number, site));
        }
        if (hasLifetimes) {
            SiteNumber bytes = SiteNumber.OWN_PEAK_BYTES;
            SiteNumber blocks = SiteNumber.OWN_PEAK_BLOCKS;
            boolean isPeak = sites.number(SiteNumber.PEAK_BYTES, site) >= sites.number(SiteNumber.LIVE_BYTES, site);
            long least = sites.number(isPeak ? SiteNumber.PEAK_BYTES : SiteNumber.LIVE_BYTES, site);
            long known = sites.number(bytes, site);
            if (known < least) {
                tooLowPeaks++;
                builder.add(target, bytes, least - known)
                        .add(
                                target,
                                blocks,
                                sites.number(isPeak ? SiteNumber.PEAK_BLOCKS : SiteNumber.LIVE_BLOCKS, site)
                                        - sites.number(blocks, site));
            }
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
