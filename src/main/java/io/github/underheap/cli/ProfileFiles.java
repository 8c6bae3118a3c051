package io.github.underheap.cli;

import io.github.underheap.file.Awaited;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileSum;
import io.github.underheap.read.ProfileReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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

    /** As {@link #sum(List, Look)}, of profiles that all will do. */
    Profile sum(List<String> names) throws IOException {
        return sum(names, (profile, name) -> {});
    }

    /**
     * The sum of all of them. Files are read two at a time, or one by one where standard input is among them, and each is added before further
     * ones are read; of several that cannot be read, the first is told.
     *
     * @param look at each of them, in their order
     */
    Profile sum(List<String> names, Look look) throws IOException {
        if (names.size() == 1) {
            Profile only = read(names.getFirst());
            look.at(only, names.getFirst());
            return only;
        }
        ProfileSum sum = new ProfileSum();
        int atATime = names.contains(STANDARD) ? 1 : AT_A_TIME;
        try (ExecutorService readers = Executors.newFixedThreadPool(atATime)) {
            Deque<Future<Profile>> reading = new ArrayDeque<>();
            int begun = 0;
            try {
                for (String name : names) {
                    while (begun < names.size() && reading.size() < atATime) {
                        String next = names.get(begun++);
                        reading.add(readers.submit(() -> read(next)));
                    }
                    Profile profile = Awaited.result(reading.remove());
                    look.at(profile, name);
                    sum.take(profile);
                }
                return sum.profile();
            } finally {
                readers.shutdownNow();
            }
        }
    }

    /** Looks at a profile before it is used up. */
    interface Look {
        void at(Profile profile, String name);
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
