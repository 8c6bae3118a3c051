package io.github.underheap.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands within this process, in a folder, with an environment of their own. */
final class Command {

    /** What a command left behind. */
    record Result(int code, String out, String err) {}

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private InputStream in = InputStream.nullInputStream();
    private boolean outIsTerminal;
    private boolean errIsTerminal;

    Command(Path folder) {
        this.folder = folder;
    }

    Command with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Command input(byte[] bytes) {
        in = new ByteArrayInputStream(bytes);
        return this;
    }

    Command onTerminal(boolean out, boolean err) {
        outIsTerminal = out;
        errIsTerminal = err;
        return this;
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Result rest = runInto(out, arguments);
        return new Result(rest.code(), out.toString(StandardCharsets.UTF_8), rest.err());
    }

    /** With a standard output of somebody else's, which is not in the result. */
    Result runInto(OutputStream out, String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings around = new Surroundings(
                in,
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                folder,
                Map.copyOf(environment),
                outIsTerminal,
                errIsTerminal,
                "auto");
        int code = Main.run(List.of(arguments), around);
        return new Result(code, "", err.toString(StandardCharsets.UTF_8));
    }
}
