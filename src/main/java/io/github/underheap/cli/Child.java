package io.github.underheap.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a program as its shell would: with the terminal, the signals, the descriptors, and arguments and environment byte for byte.
 *
 * <p>That is done by some lines of C ({@link ChildLibrary}), because nothing else does it. {@code ProcessBuilder} hands on three descriptors and what
 * the locale can spell, and a handler of {@code sun.misc.Signal} cannot tell Ctrl-C, which the program has got already, from {@code kill -INT}.
 * {@code posix_spawn} by {@code java.lang.foreign} would cost the start as much time as all the rest, for its method handles. A shell
 * could stay and do it, but in 200 lines that each shell understands differently.
 *
 * <p>Where the C cannot be loaded, {@link PlainChild} does what Java can.
 */
final class Child {

    /** Where the launcher says which signals were ignored when it began; by now the JVM handles some of them. */
    private static final String IGNORED = "io.github.underheap.ignoredSignals";

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int OUT_TO_ERR = 1;
    private static final int HEX = 16;

    private Child() {}

    /**
     * Runs it to its end.
     *
     * @param command the file of the program and its arguments, as raw text
     * @param environment as raw text
     * @param outToErr whether what it writes to standard output goes to standard error
     * @return its exit code, 128 + n after signal n
     * @throws IOException if it cannot be started
     */
    static int run(List<String> command, List<String> environment, boolean outToErr) throws IOException {
        if (!ChildLibrary.load()) {
            return PlainChild.run(command, environment, outToErr);
        }
        closeOwnFiles();
        ByteBuffer arguments = strings(command);
        ByteBuffer variables = strings(environment);
        try {
            long code = ChildLibrary.run(
                    address(arguments), address(variables), signals("SigBlk:"), ignored(), outToErr ? OUT_TO_ERR : 0);
            if (code < 0) {
                throw new IOException("cannot run " + RawText.shown(command.getFirst()) + ": error " + -code);
            }
            return (int) code;
        } finally {
            Reference.reachabilityFence(arguments);
            Reference.reachabilityFence(variables);
        }
    }

    /**
     * The strings one after the other, and before them an array of their addresses that ends with NULL.
     *
     * <p>By a buffer, because the access by {@code MemorySegment} would make method handles while the program waits.
     */
    private static ByteBuffer strings(List<String> strings) {
        int place = (strings.size() + 1) * Long.BYTES;
        int size = place;
        for (String string : strings) {
            size += string.length() + 1;
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        long address = address(buffer);
        for (int i = 0; i < strings.size(); i++) {
            buffer.putLong(i * Long.BYTES, address + place);
            byte[] bytes = RawText.bytes(strings.get(i));
            buffer.put(place, bytes);
            place += bytes.length + 1;
        }
        return buffer;
    }

    private static long address(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer).address();
    }

    /** Those that the JVM opened. The rest was given to this process, and so belongs to the program. */
    private static void closeOwnFiles() {
        Path jdk = Path.of(System.getProperty("java.home", "/"));
        Path jar = Path.of(System.getProperty("java.class.path", "")).toAbsolutePath();
        try {
            jdk = jdk.toRealPath();
            jar = jar.toRealPath();
        } catch (IOException e) {
            // Then the names are compared as they are.
        }
        Path cache = Path.of(jar.toString().replaceFirst("-all[.]jar$", ".aot"));
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                closeIfOwn(descriptor, jdk, jar, cache);
            }
        } catch (IOException e) {
            // Where descriptors cannot be listed, the program has some files that are of no use to it.
            return;
        }
    }

    private static void closeIfOwn(Path descriptor, Path jdk, Path jar, Path cache) {
        try {
            Path file = Files.readSymbolicLink(descriptor);
            if (file.startsWith(jdk) || file.equals(jar) || file.equals(cache)) {
                ChildLibrary.closeInChild(Integer.parseInt(String.valueOf(descriptor.getFileName())));
            }
        } catch (IOException | RuntimeException e) {
            // It has been closed meanwhile, or what it refers to has no name.
            return;
        }
    }

    private static long ignored() {
        String given = System.getProperty(IGNORED, "");
        return given.isEmpty() ? 0 : Long.parseUnsignedLong(given, HEX);
    }

    /** Of the thread that the process began with, one bit for each signal. */
    private static long signals(String which) throws IOException {
        for (String line : Files.readAllLines(STATUS, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(which)) {
                return Long.parseUnsignedLong(line.substring(which.length()).strip(), HEX);
            }
        }
        return 0;
    }
}
