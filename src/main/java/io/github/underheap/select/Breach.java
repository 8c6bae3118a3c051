package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A limit that was broken, by the whole profile or by a group.
 *
 * @param key the group that broke it; null for the whole profile
 * @param figure what it has, and what is allowed
 * @param culprits the sites that contributed most, first the largest; at most {@value #MOST_CULPRITS}
 */
public record Breach(@Nullable String key, Figure figure, List<Culprit> culprits) {

    /** Sites that are named. */
    public static final int MOST_CULPRITS = 5;

    /** Copies the list. */
    public Breach {
        culprits = List.copyOf(culprits);
    }

    /**
     * A site that contributed to a breach.
     *
     * @param site of the profile
     * @param frame its frame of the application, by which a person finds it
     * @param share its part of the figure; for growth, of what was added
     */
    public record Culprit(AllocationSite site, Frame frame, long share) {}
}
