package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.text.Numbers;
import java.util.ArrayList;
import java.util.List;

/** The limit up to which readers of JSON keep integers exact, and what a reader is told of numbers above it. */
final class ExactNumbers {

    /** 2^53 - 1: above it, a reader that keeps all numbers as doubles rounds them. */
    static final long MAX = (1L << 53) - 1;

    private ExactNumbers() {}

    /** A number, or the limit if it is above that. */
    static long limited(long value) {
        return Math.min(value, MAX);
    }

    /** All that a reader has to know of a profile, with what follows from the limit; an unmodifiable list. */
    static List<String> remarks(Profile profile) {
        List<String> remarks = new ArrayList<>(profile.remarks());
        remarks.addAll(limits(profile));
        return List.copyOf(remarks);
    }

    /** What follows from the limit alone; an unmodifiable list. */
    static List<String> limits(Profile profile) {
        List<String> remarks = new ArrayList<>();
        if (mayBeAbove(profile)) {
            long bytes = sitesAbove(profile);
            long lifetimes = 0;
            for (int i = 0; i < profile.siteCount(); i++) {
                lifetimes += profile.site(i).lifetimeSaturated() ? 1 : 0;
            }
            if (bytes > 0) {
                remarks.add("the total bytes of " + Numbers.exact(bytes)
                        + " sites are above 2^53 - 1; DHAT files give that number");
            }
            if (lifetimes > 0) {
                remarks.add("the lifetimes of " + Numbers.exact(lifetimes)
                        + " sites sum up to more than 2^53 - 1 µs; that number is given");
            }
        }
        return List.copyOf(remarks);
    }

    /** What follows from the limit where bytes are units of somebody's own; an unmodifiable list. */
    static List<String> limitsOfUnits(Profile profile) {
        long sites = profile.sum(SiteNumber.TOTAL_BYTES) > MAX ? sitesAbove(profile) : 0;
        return sites == 0
                ? List.of()
                : List.of("the units of " + Numbers.exact(sites)
                        + " sites are above 2^53 - 1; DHAT files give that number");
    }

    private static long sitesAbove(Profile profile) {
        long sites = 0;
        for (int i = 0; i < profile.siteCount(); i++) {
            sites += profile.site(i).totalBytes() > MAX ? 1 : 0;
        }
        return sites;
    }

    /** The sites are looked at only if a sum is too high. */
    private static boolean mayBeAbove(Profile profile) {
        return !profile.isDifference()
                && (profile.sum(SiteNumber.TOTAL_BYTES) > MAX
                        || profile.sum(SiteNumber.LIFETIME_HIGH) != 0
                        || profile.sum(SiteNumber.LIFETIME_LOW) < 0
                        || profile.sum(SiteNumber.LIFETIME_LOW) / 1_000 >= MAX);
    }
}
