package io.github.underheap.bench.compare;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the command is told. */
record Arguments(
        int rounds, double seconds, double warmUpSeconds, Set<Task> tasks, Set<Peer> peers, Path json, boolean help) {

    private static final int ROUNDS = 5;
    private static final double SECONDS = 1;
    private static final double WARM_UP_SECONDS = 2;
    private static final int MOST_ROUNDS = 100;
    private static final double LEAST_SECONDS = 0.1;
    private static final double MOST_SECONDS = 60;

    /**
     * @param json where the results go unless an option says otherwise
     * @throws IllegalArgumentException with a line that says what is wrong
     */
    static Arguments of(Path json, String... words) {
        int rounds = ROUNDS;
        double seconds = SECONDS;
        double warmUpSeconds = WARM_UP_SECONDS;
        Set<Task> tasks = EnumSet.allOf(Task.class);
        Set<Peer> peers = EnumSet.allOf(Peer.class);
        Path file = json;
        boolean help = false;
        Iterator<String> rest = List.of(words).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "-h", "--help" -> help = true;
                case "--rounds" -> rounds = (int) number(option, value(option, rest), 1, MOST_ROUNDS, true);
                case "--seconds" -> seconds = number(option, value(option, rest), LEAST_SECONDS, MOST_SECONDS, false);
                case "--warm-up" -> warmUpSeconds = number(option, value(option, rest), 0, MOST_SECONDS, false);
                case "--works" -> tasks = named(option, value(option, rest), Task.class, Task::id);
                case "--variants" -> peers = named(option, value(option, rest), Peer.class, Peer::id);
                case "--json" -> file = Path.of(value(option, rest));
                default -> throw new IllegalArgumentException(option + ": there is no such option; --help lists them");
            }
        }
        peers.add(Peer.PLAIN);
        return new Arguments(rounds, seconds, warmUpSeconds, tasks, peers, file, help);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + ": expected a value");
        }
        return rest.next();
    }

    private static double number(String option, String value, double least, double most, boolean whole) {
        double number;
        try {
            number = whole ? Integer.parseInt(value) : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            number = Double.NaN;
        }
        if (number >= least && number <= most) {
            return number;
        }
        String kind = whole ? "a whole number" : "a number";
        throw new IllegalArgumentException(
                "%s %s: expected %s from %s to %s".formatted(option, value, kind, text(least), text(most)));
    }

    private static String text(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static <T extends Enum<T>> Set<T> named(
            String option, String value, Class<T> type, Function<T, String> id) {
        Map<String, T> all = EnumSet.allOf(type).stream()
                .collect(Collectors.toMap(id, Function.identity(), (a, _) -> a, LinkedHashMap::new));
        Set<T> named = EnumSet.noneOf(type);
        for (String name : value.split(",", -1)) {
            T each = all.get(name);
            if (each == null) {
                throw new IllegalArgumentException("%s: there is no '%s'; expected some of %s"
                        .formatted(option, name, String.join(",", all.keySet())));
            }
            named.add(each);
        }
        return named;
    }

    /** What --help prints. */
    static String usage() {
        StringBuilder text = new StringBuilder("""
                Usage: bench/compare [OPTIONS]
                Does the same work with underheap and with other ways to watch off-heap memory, each in a JVM of its own in each
                round, and prints tables in Markdown: how often the processor time of the plain JDK. Progress goes to the
                standard error stream.

                  --rounds N           JVMs for each work and variant; the variants take turns (default: %d)
                  --seconds S          how long one JVM measures (default: %s); the file of async-every, which is
                                       deleted, grows by some 40 MB in a second
                  --warm-up S          how long one JVM does the work before (default: %s)
                  --works A,B,...      only these works
                  --variants A,B,...   only these variants; plain is always there
                  --json FILE          where the figures of all JVMs go as JSON (default: bench/target/compare.json)
                  -h, --help           this text

                Exit codes: 0 all was measured or is said to be unavailable, 1 a JVM failed, 2 wrong options.

                Works:
                """.formatted(ROUNDS, text(SECONDS), text(WARM_UP_SECONDS)));
        for (Task task : Task.values()) {
            text.append("  %-20s %s%n".formatted(task.id(), task.what()));
        }
        text.append("\nVariants:\n");
        for (Peer peer : Peer.values()) {
            text.append("  %-20s %s%n".formatted(peer.id(), peer.what()));
        }
        return text.toString();
    }
}
