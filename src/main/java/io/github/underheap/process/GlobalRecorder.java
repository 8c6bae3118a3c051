package io.github.underheap.process;

import io.github.underheap.config.Capture;
import io.github.underheap.config.OptionReader;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.config.Walk;
import io.github.underheap.profile.Profile;
import io.github.underheap.record.Recorder;
import io.github.underheap.record.RecorderSetup;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Starts the recorder of the process. An option that cannot be followed is said in one line; the others hold, and the application
 * goes on.
 */
public final class GlobalRecorder {

    private final LauncherMark mark = LauncherMark.find();
    private final RecorderSetup setup;

    private GlobalRecorder(RecorderSetup setup) {
        this.setup = setup;
    }

    /** Starts it; once in a process. */
    public static Recorder start(RecorderSetup setup) {
        return new GlobalRecorder(setup).start();
    }

    private Recorder start() {
        TrackerOptions options = OptionReader.read(System.getProperties(), System.getenv(), new Say(mark));
        Recorder recorder = recorder(options);
        sayWhyTheWalkIsOff(recorder);
        String output = options.output();
        // With nothing recorded, an empty profile would only take the place of an older one.
        if (!options.enabled()) {
            mark.off();
        } else if (output != null && recorder.options().enabled()) {
            ExitReport.install(new Profiles(recorder), output, mark);
        }
        return recorder;
    }

    /** No lambda: linking one takes milliseconds while the application starts up. */
    private record Say(LauncherMark mark) implements Consumer<OptionReader.Mistake> {

        @Override
        public void accept(OptionReader.Mistake mistake) {
            if (mistake.key().equals("output")) {
                mark.sayWhyNot(mistake.toString());
            } else {
                Messages.say(mistake.toString());
            }
        }
    }

    private record Profiles(Recorder recorder) implements Supplier<Profile> {

        @Override
        public Profile get() {
            return recorder.profile();
        }
    }

    /** If somebody asked for the walk. */
    private static void sayWhyTheWalkIsOff(Recorder recorder) {
        TrackerOptions options = recorder.options();
        boolean asked = options.walk() == Walk.VM || options.walk() == Walk.FP || options.verify() > 0;
        String state = recorder.walkState();
        if (options.enabled() && asked && state.startsWith("off")) {
            Messages.say(
                    "the native walk is " + state + (options.capture() == Capture.NONE ? "" : "; StackWalker is used"));
        }
    }

    private Recorder recorder(TrackerOptions options) {
        try {
            return new Recorder(options, setup);
        } catch (OutOfMemoryError e) {
            mark.sayWhyNot(
                    "no off-heap memory for the tables (buckets=" + options.buckets() + "); nothing is recorded");
            return new Recorder(
                    TrackerOptions.builder().enabled(false).buckets(1).build(), setup);
        }
    }
}
