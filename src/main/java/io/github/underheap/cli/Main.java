package io.github.underheap.cli;

import io.github.underheap.config.NearestWord;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command {@code underheap}. Each mistake of a user ends in one line on standard error and exit code 2, never in a stack trace.
 *
 * <p>The user waits while it starts, also for the program of {@code run}; so only the verb that was typed is loaded.
 */
public final class Main {

    private Main() {}

    /** Runs a command, and ends the process with its exit code. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        PrintStream err = System.err;
        Surroundings around = new Surroundings(
                new FileInputStream(FileDescriptor.in),
                new StandardOutput(),
                err,
                Path.of(""),
                System.getenv(),
                Terminal.isOut(),
                Terminal.isErr(),
                "auto");
        System.exit(run(List.of(arguments), around));
    }

    /** Runs a command; its exit code. */
    static int run(List<String> arguments, Surroundings around) {
        return new Invocation(arguments, around).run();
    }

    /** The verb of a name that a user typed. */
    static Verb verb(String name, Surroundings around) {
        Verb verb = Verbs.get(name);
        if (verb != null) {
            return verb;
        }
        if (Files.isRegularFile(around.file(name))) {
            String right = isProgram(name) && Verbs.NAMES.contains("run") ? "run" : "report";
            throw new Refusal("'" + name + "' is a file and no verb; did you mean: underheap " + right + " " + name);
        }
        throw new Refusal("unknown verb '" + name + "'; did you mean " + NearestWord.of(name, Verbs.NAMES)
                + "? ('underheap help' lists them)");
    }

    private static boolean isProgram(String name) {
        return name.endsWith(".java") || name.endsWith(".jar");
    }
}
