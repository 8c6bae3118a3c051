package io.github.underheap.stack;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the libjvm that runs this process. */
final class JvmLibrary {
    private static final Path MAPS = Path.of("/proc/self/maps");

    private JvmLibrary() {}

    /**
     * The symbols of the running libjvm. The path comes from the process's own map and not from {@code java.home}:
     * opening another libjvm would load a second one, whose tables describe a JVM that does not run.
     */
    @SuppressWarnings("restricted")
    static SymbolLookup open() throws WalkUnavailableException {
        Path library = mapped();
        try {
            return SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new WalkUnavailableException("cannot open " + library, e);
        }
    }

    private static Path mapped() throws WalkUnavailableException {
        List<String> maps;
        try {
            maps = Files.readAllLines(MAPS, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new WalkUnavailableException("cannot read " + MAPS + ", so libjvm is not found", e);
        }
        for (String line : maps) {
            int path = line.indexOf('/');
            if (path >= 0 && line.endsWith("/libjvm.so")) {
                return Path.of(line.substring(path));
            }
        }
        throw new WalkUnavailableException("no libjvm.so is mapped: not a HotSpot JVM");
    }
}
