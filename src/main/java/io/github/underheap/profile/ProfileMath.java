package io.github.underheap.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes one profile of several: their sum, or what changed from one to another. Sites are the same if their stacks are
 * equal.
 */
public final class ProfileMath {

    private static final int NOT_MAPPED = -1;
    private static final int MOST_JOINED = 16;

    private ProfileMath() {}

    /**
     * The sum of profiles, such as those of several processes. Numbers are added by the rules of {@link SiteNumber};
     * the peak is the sum of peaks, which need not have been at one instant. It starts when the first of them did and
     * lasts as long as the longest.
     *
     * @throws IllegalArgumentException if there is none, or one is a difference
     */
    public static Profile merge(List<Profile> profiles) {
        if (profiles.isEmpty()) {
            throw new IllegalArgumentException("there is no profile to merge");
        }
        Profile.Builder sum = Profile.builder();
        for (Profile profile : profiles) {
            if (profile.isDifference()) {
                throw new IllegalArgumentException("the difference of two profiles cannot be merged with others");
            }
            sum.add(profile);
        }
        return sum.facts(merged(profiles)).build();
    }

    /**
     * What changed from one profile to another: each number is the later one less the earlier one, also if that is a
     * state. Sites that are in one of them alone count as 0 in the other; sites where no number changed are left out.
     * An instant ({@link SiteNumber#LAST_BIRTH}) has no difference and is that of the later profile.
     */
    public static Profile difference(Profile before, Profile after) {
        Profile.Builder all = Profile.builder();
        all.add(after);
        addNegative(before, all);
        Profile signed = all.build();
        Profile.Builder changed = Profile.builder().facts(changed(before, after));
        int[] numbers = unmapped(signed);
        for (int site = 0; site < signed.siteCount(); site++) {
            if (isChanged(signed.columns(), site)) {
                int target = mapped(signed, site, numbers, changed);
                for (SiteNumber number : SiteNumber.all()) {
                    changed.add(target, number, signed.columns().get(number, site));
                }
                changed.origin(target, signed.columns().origin(site));
            }
        }
        return changed.build();
    }

    /** Adds all sites of a profile. */
    static void add(Profile profile, Profile.Builder to) {
        SiteColumns columns = profile.columns();
        if (columns instanceof HeapSites sites) {
            to.add(sites, places(profile, to));
            return;
        }
        int[] numbers = unmapped(profile);
        for (int site = 0; site < columns.size(); site++) {
            int target = mapped(profile, site, numbers, to);
            for (SiteNumber number : SiteNumber.all()) {
                long value = columns.get(number, site);
                if (value != 0) {
                    to.add(target, number, value);
                }
            }
            to.origin(target, columns.origin(site));
        }
    }

    /** Enters the stacks of all sites, and says by site which of the sites there has its stack. */
    static int[] places(Profile profile, Profile.Builder to) {
        int[] numbers = unmapped(profile);
        int[] places = new int[profile.siteCount()];
        for (int site = 0; site < places.length; site++) {
            places[site] = mapped(profile, site, numbers, to);
        }
        return places;
    }

    private static void addNegative(Profile profile, Profile.Builder to) {
        SiteColumns columns = profile.columns();
        int[] numbers = unmapped(profile);
        for (int site = 0; site < columns.size(); site++) {
            int target = mapped(profile, site, numbers, to);
            for (SiteNumber number : SiteNumber.all()) {
                long value = columns.get(number, site);
                switch (number.sum()) {
                    case ADD -> to.add(target, number, value == Long.MIN_VALUE ? Long.MAX_VALUE : -value);
                    case WIDE -> {
                        // In two's complement: all bits of both words turned round, and 1 added.
                        to.add(target, number, ~value).add(target, number, 1);
                    }
                    case CARRY -> to.add(target, number, ~value);
                    case MAX -> {}
                }
            }
            to.origin(target, columns.origin(site));
        }
    }

    private static boolean isChanged(SiteColumns columns, int site) {
        for (SiteNumber number : SiteNumber.all()) {
            if (number.sum() != SiteNumber.Sum.MAX && columns.get(number, site) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Numbers of frames by those that they have in a profile, none known yet. */
    private static int[] unmapped(Profile profile) {
        int[] numbers = new int[profile.frameLimit()];
        Arrays.fill(numbers, NOT_MAPPED);
        return numbers;
    }

    /** The site of another profile's stack; each frame is looked at once. */
    private static int mapped(Profile profile, int site, int[] known, Profile.Builder to) {
        int[] stack = profile.columns().frameNumbers(site);
        for (int i = 0; i < stack.length; i++) {
            int number = stack[i];
            if (known[number] == NOT_MAPPED) {
                known[number] = to.frame(profile.frame(number));
            }
            stack[i] = known[number];
        }
        return to.site(stack);
    }

    private static ProfileFacts merged(List<Profile> profiles) {
        ProfileFacts.Builder facts = ProfileFacts.builder().process(commonProcess(profiles));
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

    private static ProcessInfo commonProcess(List<Profile> profiles) {
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

    private static ProfileFacts changed(Profile before, Profile after) {
        List<String> remarks = new ArrayList<>();
        before.remarks().forEach(line -> remarks.add("before: " + line));
        after.remarks().forEach(line -> remarks.add("after: " + line));
        boolean sameUnit = before.timeUnit().equals(after.timeUnit());
        if (!sameUnit) {
            remarks.add(Measured.otherUnits(List.of(before, after)));
        }
        return ProfileFacts.builder()
                .difference()
                .atEnd(before.isFinal() && after.isFinal())
                .process(after.process())
                .startEpochMillis(after.startEpochMillis())
                .durationNanos(after.durationNanos() - before.durationNanos())
                .peakNanos(after.peakNanos())
                .timed(before.timed() && after.timed() && sameUnit)
                .timeUnit(after.timeUnit())
                .unmeasured(Measured.notByAll(List.of(before, after)))
                .options(after.options())
                .totals(
                        after.stats().currentBytes() - before.stats().currentBytes(),
                        after.stats().peakBytes() - before.stats().peakBytes())
                .remarks(remarks)
                .build();
    }
}
