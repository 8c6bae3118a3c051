package io.github.underheap.cli;

import io.github.underheap.profile.Profile;
import io.github.underheap.select.Metric;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a metric that was asked for and that a profile does not have. Weighed by it everything would be nothing, which reads as if nothing had
 * leaked; and a viewer that gets no such numbers opens with others.
 */
final class Measured {

    private Measured() {}

    /**
     * Looks at one profile.
     *
     * @param metric null if none was asked for
     * @param name of the profile, as it was typed
     */
    static void check(@Nullable Metric metric, Profile profile, String name) {
        if (metric != null && !metric.isMeasured(profile)) {
            Metric[] known = Arrays.stream(Metric.values())
                    .filter(each -> each.isMeasured(profile))
                    .toArray(Metric[]::new);
            String others = known.length == 0 ? "" : "; choose " + Given.listed(Given.words(known));
            throw new Refusal(option(metric) + metric.words() + " were not measured in " + file(name) + others);
        }
    }

    /** As {@link #check}, for a format that has no leaked bytes of a program that still runs. */
    static void checkLeaked(@Nullable Metric metric, Profile profile, String name) {
        if (metric == Metric.LEAKED && !profile.isFinal()) {
            throw new Refusal(option(metric) + "the program was still running in " + file(name)
                    + ", and nothing is leaked before its end; choose live");
        }
    }

    private static String option(Metric metric) {
        return "--metric " + Given.wordOf(metric) + ": ";
    }

    private static String file(String name) {
        return name.equals(ProfileFiles.STANDARD) ? "standard input" : name;
    }
}
