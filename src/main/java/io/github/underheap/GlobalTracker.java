package io.github.underheap;

/** Makes the process-wide tracker. What is wrong with its options is said in one line; the application goes on. */
final class GlobalTracker {

    // Comes first, since the making of the tracker needs it.
    private static final LauncherMark MARK = LauncherMark.find();

    static final Tracker INSTANCE = create();

    private GlobalTracker() {}

    private static Tracker create() {
        TrackerOptions options = options();
        Tracker tracker = create(options);
        String output = options.output();
        // With nothing recorded, an empty profile would only take the place of an older one.
        if (!options.enabled()) {
            MARK.off();
        } else if (output != null && tracker.options().enabled()) {
            ExitReport.install(tracker, output, MARK);
        }
        return tracker;
    }

    private static TrackerOptions options() {
        try {
            return TrackerOptions.fromEnvironment();
        } catch (IllegalArgumentException e) {
            MARK.sayWhyNot(e.getMessage() + " (all options have their defaults now; no profile will be written)");
            return TrackerOptions.builder().build();
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
