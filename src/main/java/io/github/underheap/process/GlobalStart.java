package io.github.underheap.process;

import io.github.underheap.config.Capture;
import io.github.underheap.config.OptionReader;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.config.Walk;
import io.github.underheap.profile.Profile;
import io.github.underheap.record.Recorder;
import io.github.underheap.record.RecorderSetup;
import io.github.underheap.stack.FirstUse;
import io.github.underheap.stack.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to start the recorder of the process. An option that cannot be followed is said in one line; the others hold, and the
 * application goes on.
 *
 * <p><b>Deadlock.</b> The application's code may run here: its system properties, its error stream, its class loader. It may wait for a thread
 * that waits for the recorder. So it runs on this thread alone, which holds no lock; lines are printed once the recorder is there; and
 * whoever waits for them waits for a second at most. Where no thread can be started, it runs on that of whoever asks, and the lines are
 * printed when the process ends.
 */
final class GlobalStart implements Runnable {

    private static final long PRINT_NANOS = 1_000_000_000;

    private final Supplier<RecorderSetup> setup;
    private final @Nullable TrackerOptions defaults;
    private final Outcome<Recorder> made = new Outcome<>();
    private final Outcome<Boolean> printed = new Outcome<>();
    private final List<String> lines = new ArrayList<>();
    private final HeapReserve reserve = new HeapReserve();
    private volatile @Nullable Thread thread;
    private volatile boolean reports;
    /** Whether somebody waited in vain: then nobody waits any more. */
    private volatile boolean stuck;

    /** @param defaults what nobody sets is as here; null for the usual */
    GlobalStart(Supplier<RecorderSetup> setup, @Nullable TrackerOptions defaults) {
        this.setup = setup;
        this.defaults = defaults;
    }

    /** Begins, on a thread of its own if there can be one. */
    void begin() {
        try {
            Thread own = FirstUse.thread(this, FirstUse.THREAD);
            thread = own;
            reserve.giveToThisThread();
            own.start();
        } catch (OutOfMemoryError e) {
            thread = Thread.currentThread();
            Report report = start(false);
            if (report != null) {
                say(report.lines);
            }
        }
    }

    boolean isMyThread() {
        Thread mine = thread;
        return made.value() == null && mine != null && mine.equals(Thread.currentThread());
    }

    /** Waits until it is known what came of it, and a moment until everything is printed. */
    void await() {
        if (stuck) {
            return;
        }
        boolean known = made.await(FirstUse.PATIENCE_NANOS);
        if (!known) {
            stuck = true;
        } else if (made.value() != null) {
            boolean ignored = printed.await(PRINT_NANOS);
        }
        if (known && !reports) {
            reserve.takeFromThisThread();
        }
    }

    /** What was started; null if that failed or is not known. */
    @Nullable
    Recorder recorder() {
        return made.value();
    }

    @Nullable
    Throwable failure() {
        return made.failure();
    }

    @Override
    public void run() {
        Report report = start(true);
        if (report == null) {
            return;
        }
        try {
            say(report.lines);
            FirstUse.prepareTheRest();
        } catch (Throwable t) {
            // Not without the profile.
        } finally {
            if (report.exit != null) {
                report.exit.run();
            }
        }
    }

    /**
     * What comes after the start.
     *
     * @param exit null if no profile is written when the process ends
     */
    private record Report(Lines lines, @Nullable ExitReport exit) {}

    /**
     * Starts the recorder; null if it failed, or another attempt was first.
     *
     * @param ownThread whether this thread can wait for the end of the process
     */
    private @Nullable Report start(boolean ownThread) {
        long begin = System.nanoTime();
        ExitReport exit = null;
        boolean isMine = false;
        try {
            FirstUse.prepare();
            LauncherMark mark = LauncherMark.find();
            Mistakes mistakes = new Mistakes(lines);
            TrackerOptions usual = defaults == null ? TrackerOptions.builder().build() : defaults;
            TrackerOptions options = OptionReader.read(properties(), System.getenv(), usual, mistakes);
            Recorder recorder = new Recorder(options, setup.get());
            noteWhyTheWalkIsOff(recorder);
            String output = options.output();
            boolean whyNot = mistakes.ofOutput;
            // With nothing recorded, an empty profile would only take the place of an older one.
            if (output != null && options.enabled()) {
                try {
                    exit = ExitReport.install(new Profiles(recorder), output, mark, reserve, ownThread);
                } catch (ExitReport.Refused e) {
                    lines.add(e.line());
                    whyNot = true;
                }
            }
            Report report = new Report(new Lines(mark, !options.enabled(), whyNot), exit);
            Recorder first = GlobalRecorder.publish(recorder);
            isMine = first == recorder;
            reports = isMine && exit != null;
            made.done(first);
            return isMine ? report : null;
        } catch (Throwable t) {
            boolean first = GlobalRecorder.failed(this, System.nanoTime() - begin);
            made.failed(t);
            if (first) {
                sayWhyNot(t, ownThread);
            }
            return null;
        } finally {
            if (exit != null && !isMine) {
                exit.cancel();
            }
        }
    }

    /** Prints the lines, never on a thread that somebody waits for. */
    private void say(Lines said) {
        if (lines.isEmpty()) {
            said.run();
        } else if (!isStarted(said)) {
            sayAtTheEnd(said);
        }
    }

    /** Where no thread can be started: when the process ends there may be one, and the error stream may be stuck now. */
    private void sayAtTheEnd(Lines said) {
        try {
            Runtime.getRuntime().addShutdownHook(new EndHook(new LinesAtTheEnd(said), "underheap-messages"));
        } catch (IllegalStateException | OutOfMemoryError e) {
            // The process is ending already, or there is no memory for it.
        } finally {
            printed.done(true);
        }
    }

    private record LinesAtTheEnd(Lines lines) implements Runnable {

        @Override
        public void run() {
            if (isStarted(lines)) {
                boolean ignored = lines.done.await(PRINT_NANOS);
            }
        }
    }

    private void sayWhyNot(Throwable t, boolean ownThread) {
        try {
            if (ownThread) {
                Messages.say("recording cannot begin now (" + t + "); the next use tries again");
                LauncherMark.find().said();
            } else {
                lines.add("recording could not begin at the first use (" + t + ")");
                sayAtTheEnd(new Lines(LauncherMark.find(), false, true));
            }
        } catch (Throwable again) {
            // There is no memory for it.
        }
    }

    private static boolean isStarted(Lines lines) {
        try {
            FirstUse.thread(lines, "underheap-messages").start();
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /** Prints on a thread of its own, because the error stream may be stuck, and the thread that started has to write the profile. */
    private final class Lines implements Runnable {

        private final LauncherMark mark;
        private final boolean off;
        private final boolean whyNot;
        private final Outcome<Boolean> done = new Outcome<>();

        Lines(LauncherMark mark, boolean off, boolean whyNot) {
            this.mark = mark;
            this.off = off;
            this.whyNot = whyNot;
        }

        @Override
        public void run() {
            try {
                for (String line : lines) {
                    Messages.say(line);
                }
                if (off) {
                    mark.off();
                } else if (whyNot) {
                    mark.said();
                }
            } catch (Throwable t) {
                // There is nobody left to tell.
            } finally {
                printed.done(true);
                done.done(true);
            }
        }
    }

    /** The application may have put properties of its own there. */
    private Properties properties() {
        try {
            Properties copy = new Properties();
            Properties found = System.getProperties();
            for (String name : found.stringPropertyNames()) {
                copy.setProperty(name, found.getProperty(name, ""));
            }
            return copy;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            lines.add("the system properties cannot be read (" + e.getClass().getName() + "); they are ignored");
            return new Properties();
        }
    }

    /** No lambda: linking one takes milliseconds while the application starts up. */
    private static final class Mistakes implements Consumer<OptionReader.Mistake> {

        private final List<String> lines;
        private boolean ofOutput;

        Mistakes(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void accept(OptionReader.Mistake mistake) {
            lines.add(mistake.toString());
            ofOutput |= mistake.key().equals("output");
        }
    }

    /** What is written when the process ends. */
    private record Profiles(Recorder recorder) implements Supplier<Profile> {

        @Override
        public Profile get() {
            return recorder.profile().asFinal();
        }
    }

    /** If somebody asked for the walk. */
    private void noteWhyTheWalkIsOff(Recorder recorder) {
        TrackerOptions options = recorder.options();
        boolean asked = options.walk() == Walk.VM || options.walk() == Walk.FP || options.verify() > 0;
        String state = recorder.walkState();
        if (options.enabled() && asked && state.startsWith("off")) {
            lines.add(
                    "the native walk is " + state + (options.capture() == Capture.NONE ? "" : "; StackWalker is used"));
        }
    }
}
