package io.github.underheap.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Called by the launcher after a build: makes copies of what was built the current ones, in {@code .underheap} of the checkout.
 *
 * <pre>
 *   NAME.jar        the library, with which programs run. Named by its content and never written again, so that it stays whole for
 *                   a program that is running while the library is built anew
 *   NAME-all.jar    the command line
 *   NAME.aot        its classes as java loads them fast; only for the JDK that made it
 *   NAME.so         its part in C, if there is one for this platform
 *   NAME.jar.used   its date is when NAME was last given out, or replaced by a newer one
 *   current         says NAME.jar; its date is the start of the build that made it
 *   tmp.PID.…       not whole yet
 * </pre>
 *
 * <p>Nobody else does this at the same time: the launcher has locked the folder. What is not current, and for a day was not given out, is
 * removed, unless a program still has it open.
 */
public final class Publication {

    private static final String LIBRARY = ".jar";
    private static final String ALL = "-all.jar";
    private static final String CACHE = ".aot";
    private static final String NATIVE = ".so";
    private static final String USED = ".jar.used";

    /** What the file of that name says. */
    private static final Pattern CURRENT = Pattern.compile("([\\w.+-]+)[.]jar\n");

    private static final Duration KEPT = Duration.ofDays(1);
    private static final int DIGITS = 16;

    private final Path place;
    private final Path fresh;

    private Publication(Path place) {
        this.place = place;
        this.fresh = place.resolve("tmp." + ProcessHandle.current().pid() + ".new");
    }

    /**
     * Publishes.
     *
     * @param arguments {@code .underheap}; the path of what was built, up to {@code .jar}; a file as old as the build; flags of java for the command
     *     line, in one word; the JDK that starts it
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        PrintStream err = System.err;
        Path place = Path.of(arguments[0]);
        try {
            new Publication(place)
                    .publish(Path.of(arguments[1]), Path.of(arguments[2]), arguments[3], Path.of(arguments[4]));
        } catch (IOException | UncheckedIOException e) {
            err.println("underheap: cannot write into " + place + ": " + e.getMessage());
            System.exit(Refusal.USAGE);
        }
    }

    private void publish(Path built, Path start, String flags, Path jdk) throws IOException {
        Path library = beside(built, LIBRARY);
        Path all = beside(built, ALL);
        String name = built.getFileName() + "-" + hash(library, all);
        use(name);
        copy(library, place.resolve(name + LIBRARY));
        copy(all, place.resolve(name + ALL));
        unpack(name);
        rehearse(name, flags, jdk);
        Path current = place.resolve("current");
        if (Files.isRegularFile(current)) {
            // It may be cut short, as a full disk or a machine that went down leaves files.
            Matcher before = CURRENT.matcher(Files.readString(current, StandardCharsets.ISO_8859_1));
            if (before.matches()) {
                use(before.group(1));
            }
        }
        Files.writeString(fresh, name + LIBRARY + "\n");
        Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(start));
        Files.move(fresh, current, StandardCopyOption.ATOMIC_MOVE);
        tidy(name);
    }

    private static Path beside(Path built, String ending) {
        return built.resolveSibling(built.getFileName() + ending);
    }

    private static String hash(Path... files) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void use(String name) throws IOException {
        Files.writeString(place.resolve(name + USED), ProcessHandle.current().pid() + "\n");
    }

    private void copy(Path from, Path to) throws IOException {
        if (!Files.isRegularFile(to) || Files.mismatch(from, to) >= 0) {
            Files.copy(from, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void unpack(String name) throws IOException {
        byte[] library = ChildLibrary.read();
        Path file = place.resolve(name + NATIVE);
        if (library != null && !Files.isRegularFile(file)) {
            Files.write(fresh, library);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Runs the command line once, from which java learns which classes it needs. Without that it only starts later. */
    private void rehearse(String name, String flags, Path jdk) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin").resolve("java").toString());
        command.addAll(List.of(flags.split(" ", -1)));
        command.add("-XX:AOTCacheOutput=" + fresh);
        command.add("-cp");
        command.add(place.resolve(name + ALL).toString());
        command.add(Rehearsal.class.getName());
        command.add(place.resolve("tmp." + ProcessHandle.current().pid() + ".profile.json")
                .toString());
        File nowhere = new File("/dev/null");
        Process process = new ProcessBuilder(command)
                .redirectInput(nowhere)
                .redirectOutput(nowhere)
                .redirectError(nowhere)
                .start();
        try {
            if (process.waitFor() == 0 && Files.isRegularFile(fresh)) {
                Files.move(fresh, place.resolve(name + CACHE), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }

    private void tidy(String current) throws IOException {
        Instant old = Instant.now().minus(KEPT);
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(place)) {
            for (Path file : files) {
                String text = String.valueOf(file.getFileName());
                if (text.startsWith("tmp.") && isOlder(file, old)) {
                    removeTree(file);
                } else if ((text.endsWith(CACHE) || text.endsWith(NATIVE)) && !text.startsWith(current)) {
                    // Large, and dispensable: a process that has it open keeps it, and a later one starts without.
                    Files.deleteIfExists(file);
                } else if (text.endsWith(USED) && !text.equals(current + USED) && isOlder(file, old)) {
                    if (open.isEmpty()) {
                        open.addAll(openFiles());
                    }
                    removeUnlessOpen(text.substring(0, text.length() - USED.length()), open);
                }
            }
        }
    }

    private static boolean isOlder(Path file, Instant than) throws IOException {
        return Files.getLastModifiedTime(file).compareTo(FileTime.from(than)) < 0;
    }

    private void removeUnlessOpen(String name, List<String> open) throws IOException {
        for (String ending : List.of(LIBRARY, ALL)) {
            if (open.contains(name + ending)) {
                return;
            }
        }
        for (String ending : List.of(LIBRARY, ALL, USED)) {
            Files.deleteIfExists(place.resolve(name + ending));
        }
    }

    private static void removeTree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** The names, without folders, of what the processes that this user may look into have open. */
    private static List<String> openFiles() {
        List<String> names = new ArrayList<>();
        // So that it is not empty.
        names.add("");
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                addOpenFiles(process.resolve("fd"), names);
            }
        } catch (IOException e) {
            return names;
        }
        return names;
    }

    private static void addOpenFiles(Path descriptors, List<String> names) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                Path name = Files.readSymbolicLink(descriptor).getFileName();
                names.add(String.valueOf(name));
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // It has ended, or is another user's.
            return;
        }
    }
}
