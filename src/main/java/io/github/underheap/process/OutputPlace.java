package io.github.underheap.process;

import io.github.underheap.file.FileOwner;
import io.github.underheap.file.SystemProperty;
import io.github.underheap.file.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file that is this process's own: the one of the option {@code output}, or one with the process number in its name if another process
 * writes there.
 *
 * <p>A process that inherits the option from an ancestor that is a JVM, and not the command {@code underheap run}, gets the number: the environment is meant for the ancestor. So
 * does one whose file another living process has claimed. A claim is a lock on a byte of one file per user in the directory for temporary
 * files, at a place that follows from the name; the kernel ends it with the process. Where there is no such directory, no
 * {@code /proc}, or a file of that name that is not this user's, nothing is known of others and the name stays as it is.
 *
 * <p>What is no file (a pipe, a device, a descriptor) has no number.
 */
final class OutputPlace {

    private static final int MOST_ANCESTORS = 64;
    private static final int MOST_ATTEMPTS = 100;

    private OutputPlace() {}

    /**
     * The file of this process.
     *
     * @param isNumbered whether the number of the process is in the name already
     * @param isProperty whether a system property says so, and not the environment
     */
    static Path find(Path wanted, boolean isNumbered, boolean isProperty, Claims claims) {
        if (WholeFile.isNoFile(wanted.toAbsolutePath())) {
            return wanted;
        }
        String pid = Long.toString(ProcessHandle.current().pid());
        Path place = isNumbered || !isInherited(isProperty) ? wanted : numbered(wanted, pid);
        for (int attempt = 2; attempt < MOST_ATTEMPTS && !claims.isMine(place); attempt++) {
            String number = attempt == 2 ? pid : pid + "-" + (attempt - 1);
            place = numbered(wanted, number);
        }
        return place;
    }

    /** Before the ending of the name, by which viewers know the file. */
    static Path numbered(Path wanted, String number) {
        String name = String.valueOf(wanted.getFileName());
        int dot = name.lastIndexOf('.');
        int end = dot <= 0 ? name.length() : dot;
        return wanted.resolveSibling(name.substring(0, end) + "-" + number + name.substring(end));
    }

    /** Whether an ancestor that is a JVM has the same in its environment. */
    private static boolean isInherited(boolean isProperty) {
        List<byte[]> settings = settings(isProperty);
        if (settings.isEmpty()) {
            return false;
        }
        Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
        if (LauncherMark.isLaunched()) {
            // The command that waits for this process writes no profile of its own.
            ancestor = ancestor.flatMap(ProcessHandle::parent);
        }
        for (int i = 0; i < MOST_ANCESTORS && ancestor.isPresent(); i++) {
            Path process = Path.of("/proc", Long.toString(ancestor.get().pid()));
            if (hasOneOf(settings, process) && isJvm(process)) {
                return true;
            }
            ancestor = ancestor.get().parent();
        }
        return false;
    }

    /** The variables that may have set the option, as they stand in an environment. */
    private static List<byte[]> settings(boolean isProperty) {
        List<byte[]> settings = new ArrayList<>();
        String[] names = isProperty
                ? new String[] {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"}
                : new String[] {"UNDERHEAP_OUTPUT"};
        for (String name : names) {
            String value = System.getenv(name);
            if (value != null && (!isProperty || value.contains("underheap.output="))) {
                settings.add((name + "=" + value).getBytes(nativeCharset()));
            }
        }
        return settings;
    }

    private static Charset nativeCharset() {
        String name = SystemProperty.get("sun.jnu.encoding", "UTF-8");
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static boolean hasOneOf(List<byte[]> settings, Path process) {
        byte[] environment;
        try {
            environment = Files.readAllBytes(process.resolve("environ"));
        } catch (IOException | RuntimeException e) {
            return false;
        }
        int from = 0;
        for (int i = 0; i <= environment.length; i++) {
            if (i == environment.length || environment[i] == 0) {
                for (byte[] setting : settings) {
                    if (Arrays.equals(setting, 0, setting.length, environment, from, i)) {
                        return true;
                    }
                }
                from = i + 1;
            }
        }
        return false;
    }

    private static boolean isJvm(Path process) {
        try {
            Path program = Files.readSymbolicLink(process.resolve("exe"));
            return program.endsWith("java")
                    || Files.readString(process.resolve("maps"), StandardCharsets.ISO_8859_1)
                            .contains("/libjvm.so");
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /**
     * The files that one report has claimed.
     *
     * <p>Used by one thread at a time, but for {@link #release}.
     */
    static final class Claims {

        /** One for all and never closed: with it all locks would go that this process has on the file. */
        private static @Nullable FileChannel channel;

        private final List<FileLock> locks = new ArrayList<>();

        /** Claims a file; false if a living process has done so before, or another copy of this library. */
        boolean isMine(Path place) {
            try {
                FileChannel claims = open();
                FileLock lock = claims.tryLock(position(place), 1, false);
                synchronized (locks) {
                    return lock != null && locks.add(lock);
                }
            } catch (OverlappingFileLockException e) {
                return false;
            } catch (IOException | RuntimeException e) {
                return true;
            }
        }

        /** Gives them all back. */
        void release() {
            synchronized (locks) {
                for (FileLock lock : locks) {
                    try {
                        lock.release();
                    } catch (IOException e) {
                        // It ends with the process.
                    }
                }
                locks.clear();
            }
        }

        private static synchronized FileChannel open() throws IOException {
            FileChannel known = channel;
            if (known == null) {
                Path file = Path.of(
                        SystemProperty.get("java.io.tmpdir", "/tmp"),
                        ".underheap-claims-" + SystemProperty.get("user.name", ""));
                create(file);
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !FileOwner.isMine(file)) {
                    throw new IOException(file + " is not this user's own");
                }
                // To read too: should it have become a pipe meanwhile, that waits for nobody.
                known = FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                channel = known;
            }
            return known;
        }

        /** Whoever may read it may lock what is in it. */
        private static void create(Path file) throws IOException {
            try {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (UnsupportedOperationException e) {
                Files.createFile(file);
            } catch (FileAlreadyExistsException e) {
                // Of an earlier process.
                return;
            }
        }

        /** Two names may have the same; then one gets a number for nothing. */
        private static long position(Path place) throws IOException {
            Path absolute = place.toAbsolutePath();
            Path folder = absolute.getParent();
            String name = (folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName())).toString();
            long hash = 0;
            for (int i = 0; i < name.length(); i++) {
                hash = hash * 1_000_003 + name.charAt(i);
            }
            return hash >>> 2;
        }
    }
}
