package io.github.underheap;

import io.github.underheap.profile.AllocationSite;

/**
 * What a call site is, and why, as all reports say it. See {@link Profiles#verdicts}.
 *
 * <p>Immutable.
 *
 * @param site the site, of the profile that was judged
 * @param kind what it is
 * @param reason why, in words; empty if there is nothing to say
 */
public record SiteVerdict(AllocationSite site, Kind kind, String reason) {

    /** Bytes that are leaked; 0 if the site is not {@link Kind#LEAKED}. */
    public long leakedBytes() {
        return kind == Kind.LEAKED ? site.closeableLiveBytes() : 0;
    }

    /** Blocks that are leaked; 0 if the site is not {@link Kind#LEAKED}. */
    public long leakedBlocks() {
        return kind == Kind.LEAKED ? site.closeableLiveBlocks() : 0;
    }

    /** What a site can be. */
    public enum Kind {
        /**
         * Live at the end of a process or of a window, and nothing says that it is meant to be. Of blocks in several kinds of arena these are the
         * ones in arenas that somebody could have closed.
         */
        LEAKED,
        /** Live, and nothing more is known of it: the profile is not final, or blocks are in automatic arenas. */
        LIVE,
        /** Allocated often and soon freed: memory that could be used again. */
        CHURN,
        /** Of a pool: its blocks are kept to be used again. */
        POOLED,
        /** Meant to live as long as the process: in the global arena, or allocated under a static initialiser. */
        PROCESS_LIFETIME,
        /** Nothing to say. */
        NONE
    }
}
