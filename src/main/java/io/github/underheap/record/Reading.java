package io.github.underheap.record;

import io.github.underheap.memory.RowNumbers;
import io.github.underheap.memory.RowRole;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.memory.ThreadCounters;
import io.github.underheap.memory.Totals;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.text.Numbers;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** Reads books: of a recording, or of a window of it. */
final class Reading {

    private Reading() {}

    /**
     * The counters.
     *
     * @param books of one window or recording, all on the same totals
     * @param state those totals, read before
     */
    static AllocStats stats(List<? extends Books> books, Totals.State state) {
        RowNumbers sum = new RowNumbers(SiteNumber.TALLIES);
        for (Books each : books) {
            try {
                SiteRows rows = each.rows();
                sum.add(rows == null ? counted(each, state) : rows.sum(state));
            } finally {
                Reference.reachabilityFence(each);
            }
        }
        long blocks = sum.numbers[RowNumbers.TOTAL_BLOCKS];
        long live = sum.numbers[RowNumbers.LIVE_BLOCKS];
        return AllocStats.of(
                blocks,
                sum.numbers[RowNumbers.TOTAL_BYTES],
                state.live(),
                live,
                state.peak(),
                sum.numbers[RowNumbers.PEAK_BLOCKS],
                blocks - live);
    }

    /**
     * Everything in some books, each site once: of the same stack in two recordings the numbers are added.
     *
     * @param books of one window or recording, all on the same totals
     * @param state those totals, read before
     * @param faults what went wrong while the books were filled
     * @param startEpochMillis when they begin, in ms since 1970
     */
    static Profile profile(List<? extends Books> books, Totals.State state, Faults faults, long startEpochMillis) {
        List<Rows> all = new ArrayList<>();
        for (Books each : books) {
            all.add(rows(each, state));
        }
        Rows first = all.get(0);
        if (all.size() == 1) {
            ProfileFacts facts = facts(first, first.lastBirth, first.torn, state, faults, startEpochMillis);
            return new Profile(facts, first.frames, first.columns);
        }
        Profile.Builder joined = Profile.builder();
        long lastBirth = 0;
        long torn = 0;
        for (Rows each : all) {
            joined.add(new Profile(ProfileFacts.UNKNOWN, each.frames, each.columns));
            lastBirth = Math.max(lastBirth, each.lastBirth);
            torn += each.torn;
        }
        return joined.facts(facts(first, lastBirth, torn, state, faults, startEpochMillis))
                .build();
    }

    /**
     * What was read of some books.
     *
     * @param endNanos when that was, since they began
     * @param lastBirth of what was live at the peak
     * @param torn rows whose numbers are not of one instant
     */
    private record Rows(
            RecordingFacts recording,
            RecordedFrames frames,
            RowColumns columns,
            long endNanos,
            long lastBirth,
            long torn) {}

    private static Rows rows(Books books, Totals.State state) {
        Recording recording = books.recording();
        RecordingFacts known = recording.facts();
        RecordedFrames frames = new RecordedFrames(recording.memory());
        int count = recording.memory().rows().count();
        SiteRows rows = books.rows();
        RowColumns columns = new RowColumns(recording.memory(), frames);
        RowNumbers row = new RowNumbers(SiteNumber.TALLIES);
        long lastBirth = 0;
        long torn = 0;
        try {
            if (rows == null) {
                RowNumbers counted = counted(books, state);
                if (counted.isUsed()) {
                    columns.append(counted);
                }
            } else {
                for (int i = rows.next(0); i >= 0 && i < count; i = rows.next(i + 1)) {
                    boolean whole = rows.read(i, state, row);
                    if (row.isUsed()) {
                        torn += whole ? 0 : 1;
                        name(recording, i, state, row);
                        columns.append(row);
                        lastBirth = Math.max(lastBirth, row.numbers[RowNumbers.LAST_BIRTH]);
                    }
                }
            }
        } finally {
            Reference.reachabilityFence(books);
            Reference.reachabilityFence(recording);
        }
        // After the rows, so that no block was born after the end.
        long end = Math.max(known.clock().now() - books.start(), 0);
        Scale scale = known.scale();
        columns.finish(known.timed() ? end : 0, scale);
        return new Rows(known, frames, columns, scale.nanos(end), scale.nanos(lastBirth), torn);
    }

    private static ProfileFacts facts(
            Rows rows, long lastBirth, long torn, Totals.State state, Faults faults, long startEpochMillis) {
        RecordingFacts known = rows.recording;
        ProfileFacts.Builder facts = ProfileFacts.builder()
                .process(known.process())
                .options(known.options())
                .startEpochMillis(startEpochMillis)
                .durationNanos(rows.endNanos)
                .peakNanos(lastBirth)
                .timed(known.timed())
                .totals(state.live(), state.peak())
                .remarks(known.remarks())
                .remarks(faults.remarks())
                .flaws(faults.flaws())
                .faulty(faults.any() || torn > 0);
        if (state.lost() > 0) {
            facts.flaw(Numbers.exact(state.lost()) + " events could not be recorded");
        }
        if (state.uncertain() > 0) {
            facts.flaw("the share of " + Numbers.exact(state.uncertain()) + " operations in the peak is uncertain");
        }
        if (torn > 0) {
            facts.flaw("the numbers of " + Numbers.exact(torn)
                    + " sites are not of one instant: a thread is stopped while it books an event there");
        }
        return facts.build();
    }

    private static RowNumbers counted(Books books, Totals.State state) {
        ThreadCounters counters = books.counters();
        return counters == null ? new RowNumbers(SiteNumber.TALLIES) : counters.read(state);
    }

    /** Rows of a window have no stack: it is that of the recording's row. */
    private static void name(Recording recording, int number, Totals.State state, RowNumbers row) {
        if (row.role == RowRole.SITE && row.stackLength == 0) {
            RowNumbers named = new RowNumbers(SiteNumber.TALLIES);
            boolean ignored = recording.memory().rows().read(number, state, named);
            row.role = named.role;
            row.stack = named.stack;
            row.stackLength = named.stackLength;
        }
    }
}
