package io.github.underheap.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs a program with what Java offers, where {@link ChildLibrary} is missing: on other systems than Linux, and where no C compiler was when this was
 * built. Descriptors other than 0, 1 and 2 do not reach the program, nor arguments that the locale cannot spell; INT, TERM and HUP end it
 * in order, and other signals do not reach it.
 */
final class PlainChild {

    private PlainChild() {}

    /** See {@link Child#run}. */
    @SuppressWarnings("SystemOut")
    static int run(List<String> command, List<String> environment, boolean outToErr) throws IOException {
        List<String> words = new ArrayList<>();
        for (String word : command) {
            words.add(RawText.shown(word));
        }
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        if (outToErr) {
            builder.redirectOutput(ProcessBuilder.Redirect.PIPE);
        }
        Map<String, String> variables = builder.environment();
        variables.clear();
        for (String variable : environment) {
            String shown = RawText.shown(variable);
            int equals = shown.indexOf('=', 1);
            if (equals > 0) {
                variables.put(shown.substring(0, equals), shown.substring(equals + 1));
            }
        }
        Process process = builder.start();
        Thread end = new Thread(() -> {
            // Not by Process.destroy, which would close the pipe from it.
            boolean ignored = process.toHandle().destroy();
            await(process);
        });
        Runtime.getRuntime().addShutdownHook(end);
        if (outToErr) {
            process.getInputStream().transferTo(System.err);
        }
        await(process);
        int code = process.exitValue();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // A signal ends both. The JVM's own exit code is that of the signal.
            return code;
        }
        return code;
    }

    /** Nobody has a reason to interrupt it: the program decides when it ends. */
    private static void await(Process process) {
        process.onExit().join();
    }
}
