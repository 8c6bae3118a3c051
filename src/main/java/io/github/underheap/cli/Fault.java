package io.github.underheap.cli;

import io.github.underheap.file.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A fault of this program, told in one line: what, and where the details are that a report of it needs. */
final class Fault {

    /** Set to anything, it shows the details at once. */
    static final String VARIABLE = "UNDERHEAP_DEBUG";

    private Fault() {}

    /** What a failure says of itself, or its name if it says nothing. */
    static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }

    /** Tells it; the exit code. */
    static int tell(Throwable fault, List<String> arguments, Surroundings around) {
        if (fault instanceof OutOfMemoryError) {
            around.say(
                    "out of memory: the heap of this command is "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MiB; UNDERHEAP_JAVA_OPTIONS=-Xmx4g has the launcher give it more, java -Xmx4g -jar … without it");
            return Refusal.USAGE;
        }
        String trace = trace(fault, arguments);
        if (arguments.contains("--debug") || !around.variable(VARIABLE).isEmpty()) {
            around.err().print(trace);
            around.err().flush();
        }
        around.say("internal error: " + fault + "; please report it" + written(trace));
        return Refusal.USAGE;
    }

    private static String trace(Throwable fault, List<String> arguments) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        writer.println(Version.line() + " on " + Runtime.version() + " " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch"));
        writer.println("underheap " + String.join(" ", arguments));
        fault.printStackTrace(writer);
        writer.flush();
        return text.toString();
    }

    private static String written(String trace) {
        try {
            Path file = Files.createTempFile(TemporaryFolder.find(), "underheap-error-", ".txt");
            Files.writeString(file, trace);
            return ", with what is in " + file;
        } catch (IOException | RuntimeException e) {
            return ", with what --debug shows";
        }
    }
}
