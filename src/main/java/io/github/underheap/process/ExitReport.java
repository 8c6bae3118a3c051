package io.github.underheap.process;

import io.github.underheap.config.OutputName;
import io.github.underheap.file.WholeFile;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.ProfileFormats;
import io.github.underheap.stack.FirstUse;
import io.github.underheap.stack.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Writes the profile when the process ends, and says on the standard error stream what is in it, where it is, and how to look at
 * it.
 *
 * <p>Nothing that goes wrong here changes how the process ends. The thread that started the recorder writes ({@link #serve}), and the
 * shutdown hook waits for it as long as something moves and {@link ExitPatience} allows: a pipe that nobody reads keeps no process from
 * ending.
 *
 * <p><b>Memory.</b> When the process ends the heap may be full, no class may be loaded any more, and no thread started. So the thread is
 * there from the beginning, has written once to nowhere, and some heap is kept aside ({@link HeapReserve}).
 *
 * <p><b>Class loaders that come and go.</b> Until then the report keeps its class loader, also one that an application server has
 * dropped: who asks for a profile gets it. Such a loader may have been closed and loads nothing any more, so everything is loaded and
 * resolved before the application goes on.
 *
 * <p><b>Race.</b> The hook and the writer share the fields of what has been done so far, which only the writer sets. If the writer does
 * not get there in time, it is left where it is; what it has not said by then the hook says in its place.
 */
final class ExitReport implements Runnable {

    private static final int ALL_ORIGINS = -1;
    private static final long SAY_NANOS = 1_000_000_000;

    private final Supplier<Profile> profiles;
    private final String template;
    private final LauncherMark mark;
    private final ExitPatience patience = ExitPatience.find();
    private final OutputPlace.Claims claims = new OutputPlace.Claims();
    /** Until it is known whether other processes write there, the file that is wanted. */
    private volatile ExitFile target;

    // Found when the process starts: when it ends there may be no file descriptor or memory left for that.
    private final ProfileFormat dhat = ProfileFormats.get("dhat");
    private final ProfileFormat summary = ProfileFormats.get("summary");
    private final ProfileFormat sites = ProfileFormats.get("sites");

    private final Outcome<Boolean> ending = new Outcome<>();
    private final Outcome<Boolean> written = new Outcome<>();
    private final AtomicLong bytesWritten = new AtomicLong();
    /** Past whatever the program has put in the place of the error stream. Never closed: the descriptor is that of the process. */
    private final FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);

    private final HeapReserve reserve;
    private final Hook hook;
    /** What people read. */
    private String read = "";

    /** Whether the profile is in its file, or it is known why not. */
    private volatile boolean settled;
    /** Whether the file is known and everything loaded; set by the thread that makes this. */
    private boolean ready;
    /** Whether the hook writes, because no thread waits for it. */
    private final boolean alone;

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

    private ExitReport(
            Supplier<Profile> profiles,
            Path file,
            String template,
            LauncherMark mark,
            HeapReserve reserve,
            boolean served) {
        this.reserve = reserve;
        this.alone = !served;
        this.hook = new Hook(this);
        this.profiles = profiles;
        this.target = ExitFile.of(file);
        this.template = template;
        this.mark = mark;
    }

    /**
     * Has a profile written when the process ends.
     *
     * @param profiles is asked then, once
     * @param template the option {@code output}
     * @param served whether a thread will {@link #serve}
     * @throws Refused if that is known to be impossible
     */
    static ExitReport install(
            Supplier<Profile> profiles, String template, LauncherMark mark, HeapReserve reserve, boolean served)
            throws Refused {
        ProcessInfo process = ProcessFacts.current();
        String name =
                OutputName.expand(template, process.pid(), System.currentTimeMillis(), process.host(), System.getenv());
        try {
            ExitReport report = new ExitReport(profiles, Path.of(name), template, mark, reserve, served);
            if (!ClassLoader.getSystemClassLoader().equals(ExitReport.class.getClassLoader())) {
                report.getReady();
            }
            Runtime.getRuntime().addShutdownHook(report.hook);
            mark.recording();
            return report;
        } catch (InvalidPathException e) {
            throw new Refused(
                    "output: '" + name + "' is not a path (" + e.getReason() + "); no profile will be written");
        } catch (IllegalStateException e) {
            throw new Refused("the process is ending already; no profile will be written to " + name);
        }
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
            report.sayBytes(report.target.tooLate());
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

    /** Has no profile written after all. */
    void cancel() {
        try {
            boolean ignored = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending. Nobody will serve, and the hook waits in vain.
            settled = true;
            written.is(true);
        }
    }

    /** Gets ready, waits for the end of the process, and writes. */
    void serve() {
        try {
            if (!ready) {
                findFile();
            }
            if (!ending.await(0)) {
                reserve.fill();
                if (!ready) {
                    rehearse();
                }
            }
        } catch (Throwable t) {
            // It may work when it has to.
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

    /** Not before the recorder is there: what has to be known of other processes takes some time. */
    private void findFile() {
        Path wanted = target.file();
        Path mine = OutputPlace.find(
                wanted,
                template.replace("%%", "").contains("%p"),
                System.getProperty("underheap.output") != null,
                claims);
        if (!mine.equals(wanted)) {
            target = ExitFile.of(mine);
        }
    }

    /** At once, because the class loader may be closed any moment. */
    private void getReady() {
        ready = true;
        try {
            EarlyLoading.loadAll();
            findFile();
            rehearse();
        } catch (Throwable t) {
            // It may work when it has to.
        }
    }

    /** What a profile of this process can have: numbers too large for the file, a site without blocks, files known and unknown. */
    private Profile everything() {
        Profile now = profiles.get();
        Profile.Builder all = Profile.builder()
                .facts(ProfileFacts.builder()
                        .process(now.process())
                        .startEpochMillis(now.startEpochMillis())
                        .durationNanos(now.durationNanos())
                        .peakNanos(now.peakNanos())
                        .timed(now.timed())
                        .options(now.options())
                        .remark("")
                        .build());
        int site = all.site(List.of(Frame.of("", "", null, 0, 0), Frame.of("", "", "", 1, 1)));
        all.origin(site, ALL_ORIGINS);
        for (SiteNumber number : SiteNumber.values()) {
            all.add(site, number, 1L << 60);
        }
        all.add(all.site(List.of(Frame.of("", "", "", 2, 2))), SiteNumber.FAILED_CLOSES, 1);
        return all.build();
    }

    /** Loads and links what writing needs. */
    private void rehearse() throws IOException {
        Profile profile = everything();
        String text = text(summary, profile) + text(sites, profile) + outcome(new IOException("none")) + target.saved();
        Messages.rehearse(text);
        LastLine line = new LastLine(this);
        line.said.is(!text.isEmpty());
        boolean ignored = patience.await(line.said, bytesWritten);
        WholeFile.rehearse(target.file(), new Dhat(profile));
    }

    /** The file comes first: it has to be there even if there is no memory left for the rest. */
    private void write() {
        ExitFile file = target;
        byte[] last = file.noMemory();
        try {
            String outcome = save();
            last = outcome.equals(file.saved()) ? file.savedBytes() : outcome.getBytes(StandardCharsets.UTF_8);
            settled = true;
            if (Messages.print(read.concat(outcome))) {
                return;
            }
        } catch (OutOfMemoryError e) {
            // What is known of the file is said all the same.
        } catch (Throwable e) {
            boolean ignored = Messages.print(Messages.line("error: " + e));
            return;
        }
        settled = true;
        sayBytes(last);
    }

    /** Of two attempts each has half of the heap that was kept aside: other threads may take it. */
    private String save() {
        String outcome;
        Profile profile;
        try {
            reserve.dropHalf();
            profile = profiles.get();
            outcome = save(profile, target.file());
        } catch (OutOfMemoryError e) {
            reserve.drop();
            profile = profiles.get();
            outcome = save(profile, target.file());
        }
        reserve.drop();
        try {
            read = text(summary, profile).concat(text(sites, profile));
        } catch (OutOfMemoryError e) {
            // The file has it.
        } catch (IOException | RuntimeException e) {
            read = Messages.line("error: " + e);
        }
        return outcome;
    }

    private String save(Profile profile, Path file) {
        try {
            WholeFile.write(file, new Dhat(profile));
            return target.saved();
        } catch (IOException e) {
            return outcome(e);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return Messages.line("error: cannot write " + file + ": " + e);
        }
    }

    /** No lambda: linking one takes classes that can perhaps not be loaded any more. */
    private final class Dhat implements WholeFile.Content {

        private final Profile profile;

        Dhat(Profile profile) {
            this.profile = profile;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            dhat.write(profile, new Counted(out, bytesWritten));
        }
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
