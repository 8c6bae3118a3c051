package io.github.underheap.bench.compare;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The outcomes of all JVMs, and the tables that are made of them. */
final class Results {

    private static final String NOTHING = "–";

    private final List<Outcome> outcomes = new ArrayList<>();

    void add(Outcome outcome) {
        outcomes.add(outcome);
    }

    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Three tables in Markdown, with a row for each work and a column for each variant. */
    String markdown() {
        return table(
                        "Processor time of an operation. plain: ns; others: multiple of plain's in the same round."
                                + " Median (lowest–highest)",
                        this::time)
                + "\n"
                + table("Bytes on the Java heap for an operation, median", this::heap)
                + "\n"
                + table("Blocks that were recorded, of 100 that were allocated, median", this::recorded);
    }

    /** A cell of a table. */
    private interface Cell {
        String text(Task task, Peer peer);
    }

    private String table(String title, Cell cell) {
        Set<Peer> peers =
                outcomes.stream().map(Outcome::peer).collect(Collectors.toCollection(() -> EnumSet.noneOf(Peer.class)));
        Set<Task> tasks =
                outcomes.stream().map(Outcome::task).collect(Collectors.toCollection(() -> EnumSet.noneOf(Task.class)));
        StringBuilder text = new StringBuilder(title).append("\n\n");
        row(text, "", peers.stream().map(Peer::id));
        row(text, "---", peers.stream().map(_ -> "--:"));
        for (Task task : tasks) {
            row(text, task.id(), peers.stream().map(peer -> cell.text(task, peer)));
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String first, Stream<String> others) {
        text.append(Stream.concat(Stream.of(first), others).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private String time(Task task, Peer peer) {
        if (peer == Peer.PLAIN) {
            return spread(values(task, peer, Measured::processorNanos), "%.0f");
        }
        return spread(
                measured(task, peer)
                        .mapToDouble(outcome -> ratio(outcome, plain(task, outcome.round())))
                        .filter(Double::isFinite),
                "%.2f");
    }

    private static double ratio(Outcome outcome, @Nullable Measured plain) {
        Measured measured = outcome.measured();
        return measured == null || plain == null ? Double.NaN : measured.processorNanos() / plain.processorNanos();
    }

    private @Nullable Measured plain(Task task, int round) {
        return measured(task, Peer.PLAIN)
                .filter(outcome -> outcome.round() == round)
                .map(Outcome::measured)
                .findFirst()
                .orElse(null);
    }

    private String heap(Task task, Peer peer) {
        return median(values(task, peer, Measured::heapBytes), "%.0f");
    }

    private String recorded(Task task, Peer peer) {
        return median(values(task, peer, Results::recordedOfHundred).filter(Double::isFinite), "%.2f");
    }

    private static double recordedOfHundred(Measured measured) {
        Long recorded = measured.recorded();
        return recorded == null ? Double.NaN : 100.0 * recorded / measured.operations();
    }

    private DoubleStream values(Task task, Peer peer, ToDoubleFunction<Measured> value) {
        return measured(task, peer)
                .map(Outcome::measured)
                .flatMap(Stream::ofNullable)
                .mapToDouble(value);
    }

    private Stream<Outcome> measured(Task task, Peer peer) {
        return outcomes.stream()
                .filter(outcome -> outcome.task() == task && outcome.peer() == peer && outcome.measured() != null);
    }

    private static String spread(DoubleStream values, String format) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length < 2) {
            return median(sorted, format);
        }
        String spread = " (" + format + "–" + format + ")";
        return String.format(Locale.ROOT, format + spread, median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    private static String median(DoubleStream values, String format) {
        return median(values.sorted().toArray(), format);
    }

    private static String median(double[] sorted, String format) {
        return sorted.length == 0 ? NOTHING : String.format(Locale.ROOT, format, median(sorted));
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
