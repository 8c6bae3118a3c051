package io.github.underheap;

/** Makes the process-wide tracker. What is wrong with its options is said in one line; the application goes on. */
final class GlobalTracker {

    static final Tracker INSTANCE = create();

    private GlobalTracker() {}

    private static Tracker create() {
        TrackerOptions options = options();
        Tracker tracker = create(options);
        String output = options.output();
        // With nothing recorded, an empty profile would only take the place of an older one.
        if (output != null && tracker.options().enabled()) {
            ExitReport.install(tracker, output);
        }
        return tracker;
    }

    private static TrackerOptions options() {
        try {
            return TrackerOptions.fromEnvironment();
        } catch (IllegalArgumentException e) {
            Messages.say(e.getMessage() + " (all options have their defaults now)");
            return TrackerOptions.builder().build();
        }
    }

    private static Tracker create(TrackerOptions options) {
        try {
            return Tracker.create(options);
        } catch (OutOfMemoryError e) {
            Messages.say("no off-heap memory for the tables (buckets=" + options.buckets() + "); nothing is recorded");
            return Tracker.create(
                    TrackerOptions.builder().enabled(false).buckets(1).build());
        }
    }
}
