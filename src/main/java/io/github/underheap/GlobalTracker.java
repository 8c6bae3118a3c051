package io.github.underheap;

/**
 * Makes the process-wide tracker. An option that cannot be followed is said in one line; the others hold, and the application
 * goes on.
 */
final class GlobalTracker {

    // Comes first, since the making of the tracker needs it.
    private static final LauncherMark MARK = LauncherMark.find();

    static final Tracker INSTANCE = create();

    private GlobalTracker() {}

    private static Tracker create() {
        TrackerOptions options = OptionReader.read(System.getProperties(), System.getenv(), GlobalTracker::say);
        Tracker tracker = create(options);
        sayWhyTheWalkIsOff(tracker);
        String output = options.output();
        // With nothing recorded, an empty profile would only take the place of an older one.
        if (!options.enabled()) {
            MARK.off();
        } else if (output != null && tracker.options().enabled()) {
            ExitReport.install(tracker, output, MARK);
        }
        return tracker;
    }

    private static void say(OptionReader.Mistake mistake) {
        if (mistake.key().equals("output")) {
            MARK.sayWhyNot(mistake.toString());
        } else {
            Messages.say(mistake.toString());
        }
    }

    /** If somebody asked for the walk. */
    private static void sayWhyTheWalkIsOff(Tracker tracker) {
        TrackerOptions options = tracker.options();
        boolean asked = options.walk() == Walk.VM || options.walk() == Walk.FP || options.verify() > 0;
        String state = tracker.walkState();
        if (options.enabled() && asked && state.startsWith("off")) {
            Messages.say(
                    "the native walk is " + state + (options.capture() == Capture.NONE ? "" : "; StackWalker is used"));
        }
    }

    private static Tracker create(TrackerOptions options) {
        try {
            return Tracker.create(options);
        } catch (OutOfMemoryError e) {
            MARK.sayWhyNot(
                    "no off-heap memory for the tables (buckets=" + options.buckets() + "); nothing is recorded");
            return Tracker.create(
                    TrackerOptions.builder().enabled(false).buckets(1).build());
        }
    }
}
