package io.github.underheap.profile;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Two profiles side by side: which site of the one is which of the other, by equal stacks.
 *
 * <p>Immutable, thread-safe.
 */
public final class ProfilePair {

    private static final int NONE = -1;

    private final Profile before;
    private final Profile after;
    private final Profile union;
    private final int[] siteBefore;
    private final int[] siteAfter;

    private ProfilePair(Profile before, Profile after, Profile union, int[] siteBefore, int[] siteAfter) {
        this.before = before;
        this.after = after;
        this.union = union;
        this.siteBefore = siteBefore;
        this.siteAfter = siteAfter;
    }

    /** Puts two profiles side by side. */
    public static ProfilePair of(Profile before, Profile after) {
        Profile.Builder union = Profile.builder();
        int[] afterInUnion = ProfileMath.places(after, union);
        int[] beforeInUnion = ProfileMath.places(before, union);
        return new ProfilePair(
                before,
                after,
                union.facts(after.facts()).build(),
                inverse(beforeInUnion, union.siteCount()),
                inverse(afterInUnion, union.siteCount()));
    }

    private static int[] inverse(int[] places, int size) {
        int[] sites = new int[size];
        Arrays.fill(sites, NONE);
        for (int site = 0; site < places.length; site++) {
            sites[places[site]] = site;
        }
        return sites;
    }

    /** The stacks of both, with no numbers: those of the later one first. */
    public Profile union() {
        return union;
    }

    /** The earlier profile. */
    public Profile before() {
        return before;
    }

    /** The later profile. */
    public Profile after() {
        return after;
    }

    /** The site of the earlier profile that has the stack of a site of the union; null if it has none. */
    public @Nullable AllocationSite before(int site) {
        return siteBefore[site] == NONE ? null : before.site(siteBefore[site]);
    }

    /** The site of the later profile that has the stack of a site of the union; null if it has none. */
    public @Nullable AllocationSite after(int site) {
        return siteAfter[site] == NONE ? null : after.site(siteAfter[site]);
    }
}
