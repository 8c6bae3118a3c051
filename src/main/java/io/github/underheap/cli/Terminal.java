package io.github.underheap.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a standard stream is a terminal. {@link Console#isTerminal()} tells only of input and output together, so Linux is asked for each
 * stream what it leads to; elsewhere input and output are taken together, and standard error is never one.
 */
final class Terminal {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private Terminal() {}

    /** Standard output. */
    @SuppressWarnings(
            "SystemConsoleNull") // with the console of java.base, which is the usual one again, it can be null
    static boolean isOut() {
        String target = target(1);
        if (target.isEmpty()) {
            Console console = System.console();
            return console != null && console.isTerminal();
        }
        return isTerminal(target);
    }

    /** Standard error. */
    static boolean isErr() {
        return isTerminal(target(2));
    }

    /** Whether standard output is a pipe or a socket, whose reader may go away. */
    static boolean isOutPipe() {
        String target = target(1);
        return target.startsWith("pipe:") || target.startsWith("socket:");
    }

    static boolean isTerminal(String target) {
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    /** What a descriptor leads to; empty if that is not known. */
    private static String target(int descriptor) {
        try {
            return Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(descriptor)))
                    .toString();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
