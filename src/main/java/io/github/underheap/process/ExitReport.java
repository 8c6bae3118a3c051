package io.github.underheap.process;

import io.github.underheap.config.OutputName;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.ProfileFormats;
import io.github.underheap.report.WholeFile;
import io.github.underheap.stack.FirstUse;
import io.github.underheap.stack.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the profile when the process ends, and says on the standard error stream what is in it, where it is, and how to look at
 * it.
 *
 * <p>Nothing that goes wrong here changes how the process ends. The thread that started the recorder writes ({@link #serve}), and the
 * shutdown hook waits for it as long as something moves and {@link ExitPatience} allows: a pipe that nobody reads keeps no process from
 * ending.
 *
 * <p><b>Memory.</b> When the process ends the heap may be full, no class may be loaded any more, and no thread started. So the thread is
 * there from the beginning, has written once to nowhere, and some heap is kept aside that is let go then.
 *
 * <p><b>Class loaders that come and go.</b> Until then the report keeps its class loader, also one that an application server has dropped: who asks
 * for a profile gets it. Such a loader may have been closed and loads nothing any more, so everything is loaded from the beginning.
 * Each copy of the library in a process writes a file of its own.
 *
 * <p><b>Race.</b> The hook and the writer share the fields of what has been done so far, which only the writer sets. If the writer does
 * not get there in time, it is left where it is; what it has not said by then the hook says in its place.
 */
final class ExitReport implements Runnable {

    private static final long SAY_NANOS = 1_000_000_000;

    private static final int RESERVED_SHARE = 32;
    private static final long LEAST_RESERVE = 768 << 10;
    private static final long MOST_RESERVE = 4 << 20;
    private static final int PIECE_BYTES = 32 << 10;

    private final Supplier<Profile> profiles;
    private final Path file;
    private final LauncherMark mark;
    private final ExitPatience patience = ExitPatience.find();
    private final byte[] noMemory;
    private final byte[] tooLate;

    // Found when the process starts: when it ends there may be no file descriptor or memory left for that.
    private final ProfileFormat dhat = ProfileFormats.get("dhat");
    private final ProfileFormat summary = ProfileFormats.get("summary");
    private final ProfileFormat sites = ProfileFormats.get("sites");

    /** A system property, which all copies of the library see, for each file that one of them will write. */
    private static final String TAKEN = "io.github.underheap.output:";

    private final Outcome<Boolean> ending = new Outcome<>();
    private final Outcome<Boolean> written = new Outcome<>();
    private final AtomicLong bytesWritten = new AtomicLong();
    /** Past whatever the program has put in the place of the error stream. Never closed: the descriptor is that of the process. */
    private final FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);

    private volatile byte @Nullable [][] reserve = heap();
    /** Whether the profile is in its file, or it is known why not. */
    private volatile boolean settled;

    private volatile boolean rehearsed;
    /** Whether the hook writes. */
    private volatile boolean alone = true;

    /** The output cannot be written to, which is known already. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        Refused(String line) {
            super(line);
        }

        String line() {
            return String.valueOf(getMessage());
        }
    }

    /** Enough for a profile of some thousand sites, or a thirty-second part of a small heap; in pieces that any collector has room for. */
    private static byte[][] heap() {
        long bytes = Math.clamp(Runtime.getRuntime().maxMemory() / RESERVED_SHARE, LEAST_RESERVE, MOST_RESERVE);
        byte[][] pieces = new byte[(int) (bytes / PIECE_BYTES)][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = new byte[PIECE_BYTES];
        }
        return pieces;
    }

    private ExitReport(Supplier<Profile> profiles, Path file, LauncherMark mark) {
        this.profiles = profiles;
        this.file = file;
        this.mark = mark;
        this.noMemory = bytes("error: cannot write " + file + ": " + OutOfMemoryError.class.getName());
        this.tooLate = bytes("error: " + file + " could not be written in time; the process ends without it");
    }

    private static byte[] bytes(String message) {
        return Messages.line(message).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Has a profile written when the process ends.
     *
     * @param profiles is asked then, once
     * @param template the option {@code output}
     * @throws Refused if that is known to be impossible
     */
    static ExitReport install(Supplier<Profile> profiles, String template, LauncherMark mark) throws Refused {
        ProcessInfo process = ProcessFacts.current();
        String name =
                OutputName.expand(template, process.pid(), System.currentTimeMillis(), process.host(), System.getenv());
        try {
            ExitReport report = new ExitReport(profiles, ownFile(Path.of(name)), mark);
            if (!ClassLoader.getSystemClassLoader().equals(ExitReport.class.getClassLoader())) {
                // Not later: it may be closed any moment.
                EarlyLoading.loadAll();
                report.rehearse();
                report.rehearseWithFiles();
            }
            Runtime.getRuntime().addShutdownHook(new Hook(report));
            return report;
        } catch (InvalidPathException e) {
            throw new Refused(
                    "output: '" + name + "' is not a path (" + e.getReason() + "); no profile will be written");
        } catch (IllegalStateException e) {
            throw new Refused("the process is ending already; no profile will be written to " + name);
        }
    }

    /** A file that no other copy of the library writes: {@code profile.json}, {@code profile-2.json} and so on. */
    private static Path ownFile(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A pipe or a device is for everybody.
            return file;
        }
        Path own = file.toAbsolutePath().normalize();
        String name = own.getFileName() == null ? "" : own.getFileName().toString();
        int end = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
        Path result = file;
        for (int copy = 2; System.getProperties().putIfAbsent(TAKEN + own, "") != null; copy++) {
            String numbered = name.substring(0, end) + "-" + copy + name.substring(end);
            own = own.resolveSibling(numbered);
            result = file.resolveSibling(numbered);
        }
        return result;
    }

    /** A hook that runs even if no thread can be started. */
    private static final class Hook extends Thread {

        private final ExitReport report;

        Hook(ExitReport report) {
            super(null, report, "underheap-exit-report", 0, false);
            this.report = report;
        }

        @Override
        public void start() {
            try {
                super.start();
            } catch (OutOfMemoryError e) {
                // In the thread that ends the process: other hooks start a little later.
                report.run();
            }
        }
    }

    /** The end of the process. */
    @Override
    public void run() {
        try {
            ending.is(true);
            if (alone) {
                write();
            } else if (!patience.await(written, bytesWritten)) {
                sayThatItIsTooLate();
            }
            mark.said();
        } catch (Throwable t) {
            // The process ends all the same.
        }
    }

    /** Where the error stream is stuck too, nothing can be said. */
    private void sayThatItIsTooLate() {
        if (!settled) {
            LastLine line = new LastLine(this);
            FirstUse.thread(line, "underheap-last-line").start();
            boolean ignored = line.said.await(SAY_NANOS);
        }
    }

    private static final class LastLine implements Runnable {

        private final ExitReport report;
        private final Outcome<Boolean> said = new Outcome<>();

        LastLine(ExitReport report) {
            this.report = report;
        }

        @Override
        public void run() {
            report.sayBytes(report.tooLate);
            said.is(true);
        }
    }

    private void sayBytes(byte[] line) {
        try {
            stderr.write(line);
        } catch (IOException e) {
            // There is nobody left to tell.
        }
    }

    /** From now on the hook waits for {@link #serve}. */
    void willServe() {
        alone = false;
    }

    /** Gets ready, waits for the end of the process, and writes. */
    void serve() {
        if (!rehearsed) {
            rehearse();
        }
        while (!ending.await(Long.MAX_VALUE >> 1)) {
            // Not yet.
        }
        try {
            write();
        } finally {
            written.is(true);
        }
    }

    /** Loads and links what writing needs. */
    private void rehearse() {
        rehearsed = true;
        try {
            writeToNowhere();
        } catch (Throwable t) {
            // It may work when it has to.
        }
    }

    /** As if the process ended: what is resolved by then needs the class loader no more. */
    private void rehearseWithFiles() {
        try {
            Path rehearsed = Files.createTempFile("underheap", ".json");
            try {
                String ignored = save(everything(), rehearsed) + save(everything(), rehearsed.resolve("none"));
            } finally {
                Files.delete(rehearsed);
            }
            Messages.print("");
        } catch (Throwable t) {
            // It may work when it has to.
        }
    }

    private void writeToNowhere() throws IOException {
        Profile profile = everything();
        dhat.write(profile, new Counted(OutputStream.nullOutputStream(), new AtomicLong()));
        String text = text(summary, profile) + text(sites, profile) + outcome(new IOException("none")) + saved();
        WholeFile.rehearse(file);
        LastLine line = new LastLine(this);
        line.said.is(!text.isEmpty());
        boolean ignored = patience.await(line.said, bytesWritten);
    }

    /** A profile in which each number is too large for the file. */
    private Profile everything() {
        Profile none = profiles.get();
        Profile.Builder all = Profile.builder()
                .facts(ProfileFacts.builder().timed(none.timed()).remark("").build());
        int site = all.site(List.of(Frame.of("", "", null, 0, 0)));
        for (SiteNumber number : SiteNumber.values()) {
            all.add(site, number, 1L << 60);
        }
        return all.build();
    }

    private void write() {
        StringBuilder text = new StringBuilder();
        try {
            reserve = null;
            Profile profile = profiles.get();
            // The file comes first: it has to be there even if there is no memory left for the rest.
            String outcome = save(profile, file);
            settled = true;
            try {
                text.append(text(summary, profile)).append(text(sites, profile));
            } finally {
                text.append(outcome);
            }
        } catch (OutOfMemoryError e) {
            if (!settled) {
                settled = true;
                sayBytes(noMemory);
                return;
            }
        } catch (Throwable e) {
            text.append(Messages.line("error: " + e));
        }
        Messages.print(text.toString());
    }

    private String save(Profile profile, Path file) {
        try {
            WholeFile.write(file, out -> dhat.write(profile, new Counted(out, bytesWritten)));
            return saved();
        } catch (IOException e) {
            return outcome(e);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return Messages.line("error: cannot write " + file + ": " + e);
        }
    }

    private String saved() {
        return Messages.line("The data has been saved to " + file + ", and is viewable with dh_view.html"
                + " (https://nnethercote.github.io/dh_view/dh_view.html) or the Firefox Profiler"
                + " (https://profiler.firefox.com)");
    }

    private static String outcome(IOException e) {
        return Messages.line("error: " + e.getMessage());
    }

    /** Lets the hook see that something moves. */
    private static final class Counted extends OutputStream {

        private final OutputStream out;
        private final AtomicLong bytes;

        Counted(OutputStream out, AtomicLong bytes) {
            this.out = out;
            this.bytes = bytes;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes.incrementAndGet();
        }

        @Override
        public void write(byte[] text, int from, int length) throws IOException {
            out.write(text, from, length);
            bytes.addAndGet(length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }

    private static String text(ProfileFormat format, Profile profile) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        format.write(profile, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
