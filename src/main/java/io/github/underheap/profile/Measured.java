package io.github.underheap.profile;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What was measured by all of several profiles, by some, or by none, and what has to be said of it. */
final class Measured {

    private final List<Profile> profiles;

    Measured(List<Profile> profiles) {
        this.profiles = profiles;
    }

    /** For the sum of the profiles: a number was measured if one of them measured it, and a remark says that others did not. */
    void say(ProfileFacts.Builder facts) {
        Set<SiteNumber> byNone = EnumSet.allOf(SiteNumber.class);
        for (Profile profile : profiles) {
            byNone.removeIf(profile::measures);
        }
        facts.unmeasured(byNone);
        long without = profiles.stream()
                .filter(profile -> !profile.measures(SiteNumber.LIVE_BYTES))
                .count();
        if (without > 0 && without < profiles.size()) {
            facts.remark(without + " of " + profiles.size()
                    + " profiles know total bytes and blocks only; what was live there, and its peaks, count as 0");
        }
        sayLifetimes(facts);
    }

    private void sayLifetimes(ProfileFacts.Builder facts) {
        List<Profile> timed = profiles.stream().filter(Profile::timed).toList();
        List<String> units = timed.stream().map(Profile::timeUnit).distinct().toList();
        facts.timed(units.size() == 1);
        if (units.size() == 1) {
            facts.timeUnit(units.getFirst());
        }
        if (units.size() > 1) {
            facts.remark(otherUnits(timed));
        } else if (!timed.isEmpty() && timed.size() < profiles.size()) {
            facts.remark((profiles.size() - timed.size()) + " of " + profiles.size()
                    + " profiles measured no lifetimes; theirs count as 0");
        }
    }

    /** Why profiles of different units of time have no lifetimes in common. */
    static String otherUnits(List<Profile> profiles) {
        return "lifetimes are counted in different units ("
                + profiles.stream().map(Profile::timeUnit).distinct().collect(Collectors.joining(", "))
                + ") and left out";
    }

    /** The numbers that one of the profiles did not measure, so that those of all cannot be compared. */
    static Set<SiteNumber> notByAll(List<Profile> profiles) {
        Set<SiteNumber> numbers = EnumSet.noneOf(SiteNumber.class);
        for (SiteNumber number : SiteNumber.values()) {
            if (!profiles.stream().allMatch(profile -> profile.measures(number))) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
