package io.github.underheap.bench.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares underheap with other ways to watch off-heap memory: {@code bench/compare}. */
public final class Compare {

    /** The property that says where the figures go if no option does. */
    private static final String JSON = "io.github.underheap.bench.json";

    private final Results results = new Results();
    private final Arguments arguments;
    private boolean failed;

    private Compare(Arguments arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args));
    }

    private static int run(String[] args) throws InterruptedException {
        Arguments arguments;
        try {
            arguments = Arguments.of(Path.of(System.getProperty(JSON, "compare.json")), args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench/compare: " + e.getMessage());
            return 2;
        }
        if (arguments.help()) {
            System.out.print(Arguments.usage());
            return 0;
        }
        Compare compare = new Compare(arguments);
        try {
            compare.writeJson();
        } catch (IOException e) {
            System.err.println("bench/compare: --json " + arguments.json() + ": cannot be written: " + e.getMessage());
            return 2;
        }
        try {
            compare.measure();
        } catch (IOException e) {
            System.err.println("bench/compare: a file of its own failed: " + e);
            return 1;
        }
        System.out.print(compare.results.markdown());
        return compare.failed ? 1 : 0;
    }

    private void measure() throws IOException, InterruptedException {
        try (Fork fork = new Fork(arguments)) {
            for (int round = 0; round < arguments.rounds(); round++) {
                for (Task task : arguments.tasks()) {
                    measure(fork, round, task);
                }
            }
        }
    }

    /** The variants begin with another one in each round. */
    private void measure(Fork fork, int round, Task task) throws IOException, InterruptedException {
        List<Peer> order = new ArrayList<>(arguments.peers());
        Collections.rotate(order, -round);
        for (Peer peer : order) {
            Outcome outcome = outcome(fork, round, task, peer);
            results.add(outcome);
            say(outcome);
        }
        writeJson();
    }

    private Outcome outcome(Fork fork, int round, Task task, Peer peer) throws InterruptedException {
        try {
            return new Outcome(round, task, peer, fork.run(task, peer), null);
        } catch (UnavailableException e) {
            return new Outcome(round, task, peer, null, "unavailable: " + e.getMessage());
        } catch (IOException e) {
            failed = true;
            return new Outcome(round, task, peer, null, "failed: " + e.getMessage());
        }
    }

    private void say(Outcome outcome) {
        Measured measured = outcome.measured();
        String text = measured == null
                ? String.valueOf(outcome.failure())
                : String.format(Locale.ROOT, "%.0f ns", measured.processorNanos());
        System.err.printf(
                "round %d of %d, %s, %s: %s%n",
                outcome.round() + 1,
                arguments.rounds(),
                outcome.task().id(),
                outcome.peer().id(),
                text);
    }

    /** Again and again, so that what was measured is there if the command is stopped. */
    private void writeJson() throws IOException {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
        file.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        file.put("processors", Runtime.getRuntime().availableProcessors());
        file.put("rounds", arguments.rounds());
        file.put("seconds", arguments.seconds());
        file.put("warmUpSeconds", arguments.warmUpSeconds());
        file.put("outcomes", results.outcomes());
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(arguments.json().toFile(), file);
    }
}
