package io.github.underheap.cli;

import io.github.underheap.profile.Profile;
import io.github.underheap.read.ProfileReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads the profiles that a command line names; {@code -} is standard input, which can be read once. */
final class ProfileFiles {

    /** Stands for standard input or output. */
    static final String STANDARD = "-";

    /** Each reader keeps a processor busy, and a profile of a million sites takes some 200 MB. */
    private static final int AT_A_TIME = 2;

    private final Surroundings around;
    private boolean inputIsRead;

    ProfileFiles(Surroundings around) {
        this.around = around;
    }

    /** All of them, in their order. Files are read two at a time; of several that cannot be read, the first is told. */
    List<Profile> read(List<String> names) throws IOException {
        if (names.size() == 1 || names.contains(STANDARD)) {
            List<Profile> profiles = new ArrayList<>();
            for (String name : names) {
                profiles.add(read(name));
            }
            return profiles;
        }
        try (ExecutorService readers = Executors.newFixedThreadPool(AT_A_TIME)) {
            List<Future<Profile>> reading = new ArrayList<>();
            for (String name : names) {
                reading.add(readers.submit(() -> read(name)));
            }
            try {
                List<Profile> profiles = new ArrayList<>();
                for (Future<Profile> profile : reading) {
                    profiles.add(profile.get());
                }
                return profiles;
            } catch (ExecutionException e) {
                throw thrown(e.getCause());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                readers.shutdownNow();
            }
        }
    }

    /** Throws on what a reader has thrown. */
    private static IOException thrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return cause instanceof IOException e ? e : new IOException(cause);
    }

    /** One of them. */
    Profile read(String name) throws IOException {
        if (name.equals(STANDARD)) {
            if (inputIsRead) {
                throw new Refusal("standard input (-) can be read once only");
            }
            inputIsRead = true;
            return read("standard input", around.in(), 0);
        }
        Path file = around.file(name);
        if (Files.isDirectory(file)) {
            throw new Refusal(name + " is a folder; name a profile in it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(name, in, Files.size(file));
        } catch (NoSuchFileException e) {
            throw new Refusal(name + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new Refusal(name + ": permission denied", e);
        } catch (FileSystemException e) {
            throw new Refusal(name + ": " + (e.getReason() == null ? "cannot be opened" : e.getReason()), e);
        }
    }

    private Profile read(String name, InputStream in, long size) throws IOException {
        try (Progress progress = new Progress(around, "reading " + name, size)) {
            return ProfileReader.read(name, progress.counting(in));
        }
    }
}
