package io.github.underheap.jmh;

import io.github.underheap.Profiles;
import io.github.underheap.SiteVerdict;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.util.ScoreFormatter;

/**
 * The sites of one iteration or of several: what each allocated, and what of that it leaked.
 *
 * <p>Sites are the same if the frames of the benchmark and below it are: what JMH calls a benchmark by is left out. Immutable.
 *
 * @param rows leaks first, then by bytes; at most {@value #MOST_ROWS}, and one for all others
 * @param operations in which that was
 * @param top how many rows to show
 * @param notes what has to be said besides
 */
record SiteTable(List<Row> rows, long operations, int top, List<String> notes) implements Serializable {

    /** Each iteration sends its sites to another JVM. */
    static final int MOST_ROWS = 1_000;

    /** How the classes are called that JMH generates. */
    private static final String GENERATED = "_jmhTest";

    private static final String OTHERS = "[further sites]";

    private static final String ROW = "%14s %12s %14s";

    private static final String INDENT = "      ";

    private static final Comparator<Row> ORDER = Comparator.comparingLong(Row::leaked)
            .thenComparingLong(Row::bytes)
            .thenComparingLong(Row::blocks)
            .reversed()
            .thenComparing(Row::stack);

    /**
     * A site.
     *
     * @param stack a line for each frame, innermost first
     * @param leaked bytes of the leaked blocks
     */
    record Row(String stack, long bytes, long blocks, long leaked) implements Serializable {

        /** With the numbers of another one, if there is one. */
        Row plus(@Nullable Row other) {
            return other == null
                    ? this
                    : new Row(
                            stack, added(bytes, other.bytes), added(blocks, other.blocks), added(leaked, other.leaked));
        }
    }

    SiteTable {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** The sites of a window that has ended. */
    static SiteTable of(Profile profile, long operations, int top, List<String> notes) {
        List<Row> rows = new ArrayList<>();
        for (SiteVerdict verdict : Profiles.verdicts(profile)) {
            AllocationSite site = verdict.site();
            rows.add(new Row(stack(site), site.totalBytes(), site.totalBlocks(), verdict.leakedBytes()));
        }
        return new SiteTable(joined(rows), operations, top, notes);
    }

    /** None, because there was no measurement. */
    static SiteTable empty(List<String> notes) {
        return new SiteTable(List.of(), 0, 0, notes);
    }

    /** The sum of several, which have one {@code top}. */
    static SiteTable sum(Collection<SiteTable> tables) {
        List<Row> rows = new ArrayList<>();
        Set<String> notes = new LinkedHashSet<>();
        long operations = 0;
        int top = 0;
        for (SiteTable table : tables) {
            rows.addAll(table.rows);
            notes.addAll(table.notes);
            operations += table.operations;
            top = Math.max(top, table.top);
        }
        return new SiteTable(joined(rows), operations, top, List.copyOf(notes));
    }

    /** One row for each stack, in order; what is too much comes last, in one row. */
    private static List<Row> joined(List<Row> rows) {
        Map<String, Row> byStack = new HashMap<>();
        for (Row row : rows) {
            byStack.merge(row.stack, row, Row::plus);
        }
        Row others = byStack.remove(OTHERS);
        List<Row> sorted = byStack.values().stream().sorted(ORDER).collect(Collectors.toCollection(ArrayList::new));
        while (sorted.size() > MOST_ROWS) {
            Row least = sorted.removeLast();
            others = new Row(OTHERS, least.bytes, least.blocks, least.leaked).plus(others);
        }
        if (others != null) {
            sorted.add(others);
        }
        return sorted;
    }

    private static String stack(AllocationSite site) {
        List<Frame> frames = site.frames();
        String stack = frames.stream()
                .takeWhile(frame -> !frame.className().endsWith(GENERATED))
                .map(Frame::text)
                .collect(Collectors.joining("\n"));
        return stack.isEmpty() ? frames.stream().map(Frame::text).collect(Collectors.joining("\n")) : stack;
    }

    /** Bytes of all leaked blocks. */
    long leakedBytes() {
        return rows.stream().mapToLong(Row::leaked).reduce(0, SiteTable::added);
    }

    /** What JMH shows below the results of a benchmark. */
    String text() {
        StringBuilder text = new StringBuilder();
        notes.forEach(note -> text.append("note: ").append(note).append('\n'));
        if (operations > 0 && rows.isEmpty()) {
            text.append("no off-heap memory was allocated\n");
        } else if (!rows.isEmpty() && top > 0) {
            text.append(title());
            text.append(String.format(Locale.ROOT, ROW, "B/op", "#/op", "leaked B/op"))
                    .append('\n');
            rows.stream().limit(top).forEach(row -> append(text, row));
        }
        return text.toString();
    }

    private String title() {
        String all = rows.size() > MOST_ROWS ? "more than " + MOST_ROWS : Integer.toString(rows.size());
        return "Sites, those that leak first, then by bytes"
                + (top < rows.size() ? ", the first " + top + " of " + all : "") + ":\n";
    }

    private void append(StringBuilder text, Row row) {
        text.append(String.format(Locale.ROOT, ROW, figure(row.bytes), figure(row.blocks), figure(row.leaked)))
                .append('\n');
        row.stack.lines().forEach(line -> text.append(INDENT).append(line).append('\n'));
    }

    private String figure(long amount) {
        return amount == 0 ? "0" : ScoreFormatter.format(OffHeapResults.per(operations, amount));
    }

    /** A number that cannot be held is given as 2^63 - 1. */
    private static long added(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
