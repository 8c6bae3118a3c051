package io.github.underheap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The name of this machine, found without asking a name server, which could take seconds. */
final class HostName {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** Empty if the name is not known. */
    static String current() {
        try {
            if (Files.isReadable(KERNEL)) {
                return Files.readString(KERNEL).strip();
            }
        } catch (IOException e) {
            // The environment may know it.
        }
        return Stream.of("HOSTNAME", "COMPUTERNAME")
                .map(System.getenv()::get)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElse("");
    }
}
