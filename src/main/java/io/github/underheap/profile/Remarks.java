package io.github.underheap.profile;

import io.github.underheap.text.Numbers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a reader has to know before the numbers of a profile: what its recorder said, and what follows from its columns and is no
 * ordinary number. Immutable once made.
 */
final class Remarks {

    private final Profile profile;
    private final Set<String> lines = new LinkedHashSet<>();
    private final Set<String> flaws = new LinkedHashSet<>();

    private Remarks(Profile profile) {
        this.profile = profile;
    }

    /** All remarks on a profile. */
    static Remarks of(Profile profile) {
        Remarks remarks = new Remarks(profile);
        ProfileFacts facts = profile.facts();
        if (profile.isDifference()) {
            // What is to be said of the two profiles has been said, and sums of differences say nothing.
            remarks.lines.addAll(facts.remarks());
            remarks.flaws(facts.flaws());
            return remarks;
        }
        // A profile out of a file has those again that were derived before it was written: a set has each once.
        remarks.addSynthetic();
        remarks.lines.addAll(facts.remarks());
        remarks.flaws(facts.flaws());
        remarks.addInterrupted();
        remarks.addInFlight();
        remarks.addSaturated();
        return remarks;
    }

    /** All of them, an unmodifiable list. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Those that say that something was lost or came out wrong, an unmodifiable list. */
    List<String> flaws() {
        return List.copyOf(flaws);
    }

    private void flaw(String line) {
        lines.add(line);
        flaws.add(line);
    }

    private void flaws(List<String> lines) {
        lines.forEach(this::flaw);
    }

    private boolean hasSyntheticFrame() {
        int frame = 0;
        while (frame < profile.frameLimit() && !profile.isSynthetic(frame)) {
            frame++;
        }
        return frame < profile.frameLimit();
    }

    /** The rows that stand for many sites, in this order wherever they are. */
    private void addSynthetic() {
        if (!hasSyntheticFrame()) {
            return;
        }
        AllocationSite full = null;
        AllocationSite stackless = null;
        for (int i = 0; i < profile.siteCount(); i++) {
            int[] numbers = profile.columns().frameNumbers(i);
            if (numbers.length == 1 && profile.isSynthetic(numbers[0])) {
                Frame frame = profile.frame(numbers[0]);
                full = frame.equals(Frame.TABLE_FULL) ? profile.site(i) : full;
                stackless = frame.equals(Frame.NO_STACK) ? profile.site(i) : stackless;
            }
        }
        if (full != null) {
            flaw("the site table is full: " + bytesInBlocks(full) + " of further sites are shown as " + Frame.TABLE_FULL
                    + "; raise maxSites, unless memory ran out");
        }
        if (stackless != null) {
            lines.add("the stack of " + bytesInBlocks(stackless) + " could not be captured; they are shown as "
                    + Frame.NO_STACK);
        }
    }

    private void addInterrupted() {
        long times = profile.sum(SiteNumber.INTERRUPTED);
        if (times > 0) {
            flaw(Numbers.exact(times) + " times a fault broke off the booking of an event; the numbers of that site may"
                    + " be off");
        }
    }

    private void addInFlight() {
        ProfileFacts.Totals totals = profile.facts().totals();
        if (totals == null || profile.facts().isFaulty()) {
            return;
        }
        long live = profile.sum(SiteNumber.LIVE_BYTES) - totals.live();
        long peak = profile.sum(SiteNumber.PEAK_BYTES) - totals.peak();
        if (live != 0 || peak != 0) {
            lines.add("taken while allocations were under way: the sums over the sites differ from the totals by "
                    + Numbers.exact(live) + " live bytes and " + Numbers.exact(peak) + " bytes at the peak");
        }
    }

    /** Sites are looked at only if a sum stands at its limit: no number of a site can then be there otherwise. */
    private void addSaturated() {
        for (SiteNumber number : SiteNumber.values()) {
            if (number.sum() == SiteNumber.Sum.ADD && profile.sum(number) == Long.MAX_VALUE) {
                long sites = 0;
                for (int i = 0; i < profile.siteCount(); i++) {
                    sites += profile.columns().get(number, i) == Long.MAX_VALUE ? 1 : 0;
                }
                lines.add(
                        sites == 0
                                ? number.key() + " of all sites together is above 2^63 - 1; that number is given"
                                : number.key() + " of " + Numbers.exact(sites)
                                        + " sites is above 2^63 - 1; that number is given");
            }
        }
    }

    private static String bytesInBlocks(AllocationSite site) {
        return Numbers.exact(site.totalBytes()) + " bytes in " + Numbers.exact(site.totalBlocks()) + " blocks";
    }
}
