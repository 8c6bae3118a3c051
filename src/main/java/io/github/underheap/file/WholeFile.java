package io.github.underheap.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes a file that appears whole or not at all: beside its place first, then moved into it.
 *
 * <p>That holds for whoever looks at it, but not for a crash of the system: nothing is forced to the disk. A file system that cannot move a
 * file in one step loses the old one first.
 *
 * <p>Symbolic links stay, the file that they lead to is replaced. What is no regular file (a pipe, a device) is written to
 * directly, and so is a descriptor of this process such as {@code /dev/stdout}: behind it may be a regular file that others
 * are writing to, and what they have written so far must stay. A file that is a mount point, as containers have it, is emptied and written to
 * directly: nothing can be moved into its place, so whoever looks may see a part of it.
 *
 * <p>Where everybody may write, others may have put something in the place: {@link Planted} says what is not followed. A new file is
 * readable by its owner alone, because a profile has the command line in it; one that takes the place of a file of the same owner has the
 * permissions of that one. What dead processes have left beside it is removed ({@link PassingFiles}).
 */
public final class WholeFile {

    private static final int BUFFER_BYTES = 1 << 16;

    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    /** Here names are no files but views of the kernel's; {@code /dev/stdout} and {@code /dev/fd} lead here. */
    private static final Path KERNEL_VIEWS = Path.of("/proc");

    private static final Path NO_DEVICE = Path.of("/dev/null");

    private WholeFile() {}

    /** Writes the content. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @throws FileSystemException if that fails; its message names the file and says what failed, which is its reason, and an older file is as
     *     it was
     */
    public static void write(Path file, Content content) throws FileSystemException {
        try {
            Path place = behindLinks(file.toAbsolutePath());
            if (isKernelView(place)) {
                writeDirectly(place, content, StandardOpenOption.APPEND);
            } else if (isSpecial(place)) {
                Planted.check(place);
                writeDirectly(place, content, StandardOpenOption.WRITE);
            } else if (MountPoints.has(place)) {
                writeDirectly(place, content, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            } else {
                writeBeside(place, content);
            }
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static FileSystemException failure(Path file, IOException e) {
        return new UnwrittenFileException(file, reason(e), e);
    }

    /**
     * Whether what is written there goes elsewhere: to a pipe, a device, or a descriptor of this process.
     *
     * @param place an absolute name; where it cannot be followed, {@link #write} will say so
     */
    public static boolean isNoFile(Path place) {
        try {
            Path followed = behindLinks(place);
            return isKernelView(followed) || isSpecial(followed);
        } catch (IOException e) {
            return isSpecial(place);
        }
    }

    private static boolean isSpecial(Path place) {
        return Files.exists(place) && !Files.isRegularFile(place) && !Files.isDirectory(place);
    }

    /** Loads what writing a file needs, and what is said if that fails, and writes it nowhere. */
    public static void rehearse(Path file, Content content) {
        try {
            if (Files.isWritable(NO_DEVICE)) {
                writeDirectly(NO_DEVICE, content, StandardOpenOption.WRITE);
            }
            Path place = behindLinks(file.toAbsolutePath());
            if (!isKernelView(place) && !isSpecial(place) && !MountPoints.has(place)) {
                rehearseBeside(place);
            }
            throw new IOException("as if it had failed");
        } catch (IOException e) {
            FileSystemException ignored = failure(file, e);
        }
    }

    private static void rehearseBeside(Path place) throws IOException {
        BesideFile beside = new BesideFile(place);
        beside.removeLeftovers();
        beside.rehearse();
        try {
            moveInto(beside.nowhere(), beside.nowhere());
        } catch (IOException e) {
            deleteAfter(e, beside.nowhere());
        }
    }

    /**
     * The file that symbolic links lead to; it need not exist. Each part of the way is looked at, also of the way that a link leads.
     *
     * <p>Links of the kernel's lead where their text does not say: the last one of a way stays.
     */
    private static Path behindLinks(Path file) throws IOException {
        Deque<Path> way = new ArrayDeque<>();
        Path place = begin(file, file, way);
        int links = 0;
        while (!way.isEmpty()) {
            Path next = step(place, way.pop());
            if (!Files.isSymbolicLink(next)) {
                place = next;
            } else if (!next.startsWith(KERNEL_VIEWS)) {
                if (links == MAX_LINKS) {
                    throw new IOException("too many symbolic links");
                }
                links++;
                Planted.check(next);
                place = begin(Files.readSymbolicLink(next), place, way);
            } else if (way.isEmpty()) {
                return next;
            } else {
                place = next.toRealPath();
            }
        }
        return place;
    }

    /** Puts a path before the rest of the way; where it begins, seen from a folder. */
    private static Path begin(Path path, Path folder, Deque<Path> way) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            way.push(path.getName(i));
        }
        Path root = path.getRoot();
        return root == null ? folder : root;
    }

    private static Path step(Path folder, Path name) {
        return switch (name.toString()) {
            case "", "." -> folder;
            case ".." -> folder.getParent() == null ? folder : folder.getParent();
            default -> folder.resolve(name);
        };
    }

    private static boolean isKernelView(Path place) throws IOException {
        Path directory = place.getParent();
        return directory != null && directory.toRealPath().startsWith(KERNEL_VIEWS);
    }

    private static void writeDirectly(Path place, Content content, OpenOption... how) throws IOException {
        try (OutputStream out = open(place, how)) {
            content.writeTo(out);
        }
    }

    private static void writeBeside(Path place, Content content) throws IOException {
        if (Files.isDirectory(place)) {
            throw new IOException("it is a directory");
        }
        BesideFile beside = new BesideFile(place);
        beside.removeLeftovers();
        try {
            beside.create();
            try (OutputStream out = open(beside.path(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                content.writeTo(out);
            }
            beside.takePermissions();
            moveInto(place, beside.path());
        } catch (IOException | RuntimeException | Error e) {
            deleteAfter(e, beside.path());
            if (e instanceof AccessDeniedException) {
                throw new IOException("no permission to write in its directory", e);
            }
            throw e;
        }
    }

    private static OutputStream open(Path place, OpenOption... how) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(place, how), BUFFER_BYTES);
    }

    private static void moveInto(Path place, Path from) throws IOException {
        try {
            Files.move(from, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteAfter(Throwable failure, Path beside) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such directory";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
