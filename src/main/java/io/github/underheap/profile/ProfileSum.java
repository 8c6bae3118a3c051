package io.github.underheap.profile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sum of profiles, such as those of several processes, which are added one after another, so that they need not be on the heap at a
 * time. Sites are the same if their stacks are equal.
 *
 * <p>Numbers are added by the rules of {@link SiteNumber}; the peak is the sum of peaks, which need not have been at one instant. It starts when
 * the first of them did and lasts as long as the longest.
 *
 * <p>Not thread-safe.
 */
public final class ProfileSum {

    private static final int MOST_JOINED = 16;

    private final Profile.Builder sites = Profile.builder();
    /** What was added, without its sites. */
    private final List<Profile> profiles = new ArrayList<>();

    /** Of no profile so far. */
    public ProfileSum() {}

    /**
     * Adds a profile.
     *
     * @throws IllegalArgumentException if it is a difference
     */
    public ProfileSum add(Profile profile) {
        note(profile);
        sites.add(profile);
        return this;
    }

    /**
     * Adds a profile and uses it up: nobody may look at it any more, for its sites can become those of the sum, which saves a copy of
     * them.
     *
     * @throws IllegalArgumentException if it is a difference
     */
    public ProfileSum take(Profile profile) {
        note(profile);
        sites.take(profile);
        return this;
    }

    private void note(Profile profile) {
        if (profile.isDifference()) {
            throw new IllegalArgumentException("the difference of two profiles cannot be merged with others");
        }
        profiles.add(profile.withoutSites());
    }

    /**
     * The sum of what was added so far.
     *
     * @throws IllegalArgumentException if that is none
     */
    public Profile profile() {
        if (profiles.isEmpty()) {
            throw new IllegalArgumentException("there is no profile to merge");
        }
        return sites.facts(facts()).build();
    }

    private ProfileFacts facts() {
        ProfileFacts.Builder facts = ProfileFacts.builder().process(commonProcess());
        Profile highest = profiles.getFirst();
        long start = Long.MAX_VALUE;
        long duration = 0;
        long live = 0;
        long peak = 0;
        Set<String> options = new LinkedHashSet<>();
        for (Profile profile : profiles) {
            highest = profile.stats().peakBytes() > highest.stats().peakBytes() ? profile : highest;
            if (profile.startEpochMillis() != 0) {
                start = Math.min(start, profile.startEpochMillis());
            }
            duration = Math.max(duration, profile.durationNanos());
            live = SiteNumber.Sum.ADD.of(live, profile.stats().currentBytes());
            peak = SiteNumber.Sum.ADD.of(peak, profile.stats().peakBytes());
            options.add(profile.options());
            facts.faulty(profile.facts().isFaulty() || facts.isFaulty());
            facts.remarks(named(profile, profile.facts().remarks(), profiles.size() == 1));
            facts.flaws(named(profile, profile.facts().flaws(), profiles.size() == 1));
        }
        new Measured(profiles).say(facts);
        return facts.atEnd(profiles.stream().allMatch(Profile::isFinal))
                .startEpochMillis(start == Long.MAX_VALUE ? 0 : start)
                .durationNanos(duration)
                .peakNanos(highest.peakNanos())
                .options(joined(options, " | "))
                .totals(live, peak)
                .build();
    }

    /** What who recorded a profile has to say; the rest follows from the columns of the sum. */
    private static List<String> named(Profile profile, List<String> lines, boolean alone) {
        return alone || profile.pid() == 0
                ? lines
                : lines.stream()
                        .map(line -> "process " + profile.pid() + ": " + line)
                        .toList();
    }

    private ProcessInfo commonProcess() {
        Set<ProcessInfo> all =
                profiles.stream().map(Profile::process).collect(Collectors.toCollection(LinkedHashSet::new));
        if (all.size() == 1) {
            return all.iterator().next();
        }
        Set<String> commands =
                all.stream().map(ProcessInfo::command).collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> hosts = all.stream().map(ProcessInfo::host).distinct().toList();
        return new ProcessInfo(0, joined(commands, " + "), hosts.size() == 1 ? hosts.getFirst() : "");
    }

    /** The first few, for thousands of processes would make a text that nobody reads. */
    private static String joined(Set<String> texts, String separator) {
        List<String> shown = new ArrayList<>(texts.stream().limit(MOST_JOINED).toList());
        if (texts.size() > MOST_JOINED) {
            shown.add((texts.size() - MOST_JOINED) + " more");
        }
        return String.join(separator, shown);
    }
}
