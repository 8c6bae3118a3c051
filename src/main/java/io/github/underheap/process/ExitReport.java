package io.github.underheap.process;

import io.github.underheap.config.OutputName;
import io.github.underheap.file.SystemProperty;
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
import io.github.underheap.stack.TickClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
 * <p>Nothing that goes wrong here changes how the process ends. A thread of the library's own writes, the one that started the recorder,
 * and the shutdown hook waits for it as long as something moves and {@link ExitPatience} allows: a pipe that nobody reads keeps no
 * process from ending.
 *
 * <p><b>Memory.</b> When the process ends the heap may be full, no class may be loaded any more, and no thread started. So the thread is
 * there from the beginning, has written once to nowhere, and some heap is kept aside ({@link HeapReserve}). Where no thread could be started at
 * the beginning, the hook tries once more. Only if that fails too does it write itself, and wait for whatever that takes.
 *
 * <p><b>Class loaders that come and go.</b> Until then the report keeps its class loader, also one that an application server has
 * dropped: who asks for a profile gets it. Such a loader may have been closed and loads nothing any more, so everything is loaded and
 * resolved before the application goes on.
 *
 * <p><b>Race.</b> If the writer does not get there in time, it is left where it is, and the hook says what came of the profile as far as that
 * is known. {@link ExitTurn} decides which of them says it.
 */
final class ExitReport implements Runnable {

    private static final int ALL_ORIGINS = -1;
    private static final long PLACE_NANOS = 1_000_000_000;

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
    private final ExitTurn turn = new ExitTurn();
    private final LastWord lastWord = new LastWord();
    /** What came of the profile, in one line; set before the turn is {@link ExitTurn#know known}. */
    private volatile byte @Nullable [] known;

    /** The profile that is in the file, or would be; used by the writer alone. */
    private @Nullable Profile saved;

    /** Whether the command that has started this process shows what is in it; used by the writer alone. */
    private boolean isShown;

    private final HeapReserve reserve;
    private final EndHook hook = new EndHook(new End(this), "underheap-exit-report");

    /** Whether the file is known and everything loaded; set by the thread that makes this. */
    private boolean ready;
    /** Whether a thread waits for the end from the beginning. */
    private final boolean served;

    private volatile boolean cancelled;

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
        this.served = served;
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
     * @param served whether a thread will {@link #run} this
     * @throws Refused if that is known to be impossible
     */
    static ExitReport install(
            Supplier<Profile> profiles, String template, LauncherMark mark, HeapReserve reserve, boolean served)
            throws Refused {
        ProcessInfo process = ProcessFacts.current();
        String name =
                OutputName.expand(template, process.pid(), System.currentTimeMillis(), process.host(), System.getenv());
        Path file;
        try {
            file = Path.of(name);
        } catch (InvalidPathException e) {
            throw new Refused(
                    "output: '" + name + "' is not a path (" + e.getReason() + "); no profile will be written");
        }
        ExitReport report = new ExitReport(profiles, file, template, mark, reserve, served);
        boolean installed = false;
        try {
            if (!ClassLoader.getSystemClassLoader().equals(ExitReport.class.getClassLoader())) {
                report.getReady();
            }
            report.addHook(name);
            installed = true;
        } finally {
            if (!installed) {
                report.claims.release();
            }
        }
        mark.recording();
        return report;
    }

    private void addHook(String name) throws Refused {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw new Refused("the process is ending already; no profile will be written to " + name);
        }
    }

    /** What the hook does. */
    private record End(ExitReport report) implements Runnable {

        @Override
        public void run() {
            report.end();
        }
    }

    private void end() {
        ending.done(true);
        if (!cancelled) {
            if (!served && !isServedNow()) {
                findFileIfItCanBe();
                write();
            } else if (!patience.await(written, bytesWritten)) {
                sayInPlaceOfTheWriter();
            }
            mark.said();
        }
    }

    /** When no thread could be started at the beginning. */
    private boolean isServedNow() {
        try {
            FirstUse.thread(this, FirstUse.THREAD).start();
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    private void sayInPlaceOfTheWriter() {
        boolean late = turn.giveUpWriting();
        if (!late && turn.isPlacing()) {
            boolean ignored = written.await(PLACE_NANOS);
            late = turn.giveUpPlacing();
        }
        byte[] line = late ? target.tooLate() : turn.say() ? known : null;
        if (line != null) {
            lastWord.say(line);
        }
    }

    /** Has no profile written after all. */
    void cancel() {
        cancelled = true;
        claims.release();
        try {
            boolean ignored = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending. Nobody will serve, and the hook may wait already.
            written.done(true);
        }
    }

    /** Gets ready, waits for the end of the process, and writes. */
    @Override
    public void run() {
        lastWord.getReady();
        if (!ready) {
            findFileIfItCanBe();
        }
        try {
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
            written.done(true);
        }
    }

    private void findFileIfItCanBe() {
        try {
            findFile();
        } catch (Throwable t) {
            // It keeps the name that is wanted.
        }
    }

    /** Not before the recorder is there: what has to be known of other processes takes some time. */
    private void findFile() {
        Path wanted = target.file();
        Path mine = OutputPlace.find(
                wanted,
                template.replace("%%", "").contains("%p"),
                !SystemProperty.get("underheap.output", "").isEmpty(),
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
        String text = text(summary, profile)
                + text(sites, profile)
                + outcome(new IOException("none"))
                + target.saved()
                + beside(target.file(), profile);
        Messages.rehearse(text);
        TickClock.rehearse();
        KeptFiles.rehearse(target.file());
        Outcome<Boolean> done = new Outcome<>();
        done.done(!text.isEmpty());
        boolean ignored = patience.await(done, bytesWritten);
        WholeFile.rehearse(target.file(), new Dhat(profile, new ExitTurn()));
    }

    /** The file comes first: it has to be there even if there is no memory left for the rest. */
    private void write() {
        ExitFile file = target;
        String outcome = null;
        byte[] line = file.noMemory();
        try {
            outcome = save(file);
            line = outcome.equals(file.saved()) ? file.savedBytes() : outcome.getBytes(StandardCharsets.UTF_8);
        } catch (OutOfMemoryError e) {
            // What is known of the file is said all the same.
        }
        known = line;
        if (turn.know()) {
            String text = outcome == null ? "" : text(outcome);
            if (turn.say() && (text.isEmpty() || !Messages.print(text))) {
                lastWord.print(line);
            }
        }
    }

    /** Of two attempts each has half of the heap that was kept aside: other threads may take it. */
    private String save(ExitFile file) {
        try {
            try {
                reserve.dropHalf();
                return save(profiles.get(), file);
            } catch (OutOfMemoryError e) {
                reserve.drop();
                return save(profiles.get(), file);
            }
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return Messages.line("error: " + e);
        } finally {
            reserve.drop();
        }
    }

    /** What people read: without the numbers where there are none, no memory for them, or somebody else shows them. */
    private String text(String outcome) {
        try {
            Profile profile = saved;
            return profile == null || isShown
                    ? outcome
                    : text(summary, profile).concat(text(sites, profile)).concat(outcome);
        } catch (OutOfMemoryError e) {
            return outcome;
        } catch (IOException | RuntimeException | Error e) {
            return Messages.line("error: " + e).concat(outcome);
        }
    }

    private String save(Profile profile, ExitFile file) {
        if (KeptFiles.has(file.file())) {
            return file.kept().concat(saveTo(ExitFile.of(beside(file.file(), profile)), profile));
        }
        return saveTo(file, profile);
    }

    private static Path beside(Path kept, Profile profile) {
        return OutputPlace.numbered(kept, Long.toString(profile.pid()));
    }

    private String saveTo(ExitFile file, Profile profile) {
        saved = profile;
        try {
            WholeFile.write(file.file(), new Dhat(profile, turn));
            isShown = mark.savedTo(file.file());
            return file.saved();
        } catch (IOException e) {
            return outcome(e);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return Messages.line("error: cannot write " + file.file() + ": " + e);
        }
    }

    /** No lambda: linking one takes classes that can perhaps not be loaded any more. */
    private final class Dhat implements WholeFile.Content {

        private final Profile profile;
        private final ExitTurn turn;

        Dhat(Profile profile, ExitTurn turn) {
            this.profile = profile;
            this.turn = turn;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            OutputStream counted = new Counted(out, bytesWritten, turn);
            dhat.write(profile, counted);
            counted.flush();
            if (!turn.place()) {
                throw givenUp();
            }
        }
    }

    private static String outcome(IOException e) {
        return Messages.line("error: " + e.getMessage());
    }

    /** Nobody reads it: the hook has said all there is to say. */
    private static IOException givenUp() {
        return new IOException("given up");
    }

    /** Lets the hook see that something moves, and ends when the hook waits no longer. */
    private static final class Counted extends OutputStream {

        private final OutputStream out;
        private final AtomicLong bytes;
        private final ExitTurn turn;

        Counted(OutputStream out, AtomicLong bytes, ExitTurn turn) {
            this.out = out;
            this.bytes = bytes;
            this.turn = turn;
        }

        @Override
        public void write(int b) throws IOException {
            check();
            out.write(b);
            bytes.incrementAndGet();
        }

        @Override
        public void write(byte[] text, int from, int length) throws IOException {
            check();
            out.write(text, from, length);
            bytes.addAndGet(length);
        }

        @Override
        public void flush() throws IOException {
            check();
            out.flush();
        }

        private void check() throws IOException {
            if (turn.isLate()) {
                throw givenUp();
            }
        }
    }

    private static String text(ProfileFormat format, Profile profile) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        format.write(profile, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
