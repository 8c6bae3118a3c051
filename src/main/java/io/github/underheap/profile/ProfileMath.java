package io.github.underheap.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes one profile of several: their sum, or what changed from one to another. Sites are the same if their stacks are
 * equal.
 */
public final class ProfileMath {

    private static final int NOT_MAPPED = -1;

    private ProfileMath() {}

    /**
     * The sum of profiles, see {@link ProfileSum}.
     *
     * @throws IllegalArgumentException if there is none, or one is a difference
     */
    public static Profile merge(List<Profile> profiles) {
        ProfileSum sum = new ProfileSum();
        profiles.forEach(sum::add);
        return sum.profile();
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

    /** A profile with the innermost frames of each stack. */
    static Profile cut(Profile profile, int depth) {
        if (depth <= 0) {
            throw new IllegalArgumentException("a depth of " + depth + " frames; at least 1 is needed");
        }
        Profile.Builder all = Profile.builder().facts(profile.facts());
        int[] numbers = unmapped(profile);
        for (int site = 0; site < profile.siteCount(); site++) {
            int[] stack = profile.columns().frameNumbers(site);
            add(profile, site, mapped(profile, Arrays.copyOf(stack, Math.min(stack.length, depth)), numbers, all), all);
        }
        return all.build();
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
            add(profile, site, mapped(profile, site, numbers, to), to);
        }
    }

    private static void add(Profile profile, int site, int target, Profile.Builder to) {
        SiteColumns columns = profile.columns();
        for (SiteNumber number : SiteNumber.all()) {
            long value = columns.get(number, site);
            if (value != 0) {
                to.add(target, number, value);
            }
        }
        to.origin(target, columns.origin(site));
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
        return mapped(profile, profile.columns().frameNumbers(site), known, to);
    }

    private static int mapped(Profile profile, int[] stack, int[] known, Profile.Builder to) {
        for (int i = 0; i < stack.length; i++) {
            int number = stack[i];
            if (known[number] == NOT_MAPPED) {
                known[number] = to.frame(profile.frame(number));
            }
            stack[i] = known[number];
        }
        return to.site(stack);
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
