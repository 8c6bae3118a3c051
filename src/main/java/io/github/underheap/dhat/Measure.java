package io.github.underheap.dhat;

import io.github.underheap.profile.Profile;
import java.util.List;

/** What a profiler measures. Thread-safe. */
sealed interface Measure permits HeapMeasure, AdHocMeasure {

    /** Name of the format of its file. */
    String format();

    /** Whether there is anything to measure. */
    boolean records();

    /** Ends it; what was measured. */
    Profile finish();

    /** What is said of a profile, a line each, without the name of this tool. */
    List<String> summary(Profile profile);
}
