package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.SiteNumber;
import org.jspecify.annotations.Nullable;

/** A line of a comparison: what a group had in the earlier profile, and has in the later one. Immutable. */
public final class Change {

    private final String key;
    private final @Nullable Group before;
    private final @Nullable Group after;

    Change(String key, @Nullable Group before, @Nullable Group after) {
        this.key = key;
        this.before = before;
        this.after = after;
    }

    /** Its name. */
    public String key() {
        return key;
    }

    /** What it had in the earlier profile; null if it was not there. */
    public @Nullable Group before() {
        return before;
    }

    /** What it has in the later profile; null if it is not there. */
    public @Nullable Group after() {
        return after;
    }

    /** The site of it that weighs most: of the later profile, or of the earlier one if it is not there any more. */
    public AllocationSite largest() {
        return known().largest();
    }

    /** Its verdict in the later profile, or in the earlier one if it is not there any more. */
    public Verdict verdict() {
        return known().verdict();
    }

    @SuppressWarnings("NullAway") // a group is in one of the two
    private Group known() {
        return after != null ? after : before;
    }

    /** Whether it is in the later profile alone. */
    public boolean isNew() {
        return before == null;
    }

    /** Whether it is in the earlier profile alone. */
    public boolean isRemoved() {
        return after == null;
    }

    /** How a number changed. */
    public Growth of(SiteNumber number) {
        return new Growth(before == null ? 0 : before.get(number), after == null ? 0 : after.get(number));
    }

    /** How its value changed, by the metric of the selection. */
    public Growth weight() {
        return new Growth(before == null ? 0 : before.weight(), after == null ? 0 : after.weight());
    }
}
