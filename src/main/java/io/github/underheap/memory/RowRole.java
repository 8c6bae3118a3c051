package io.github.underheap.memory;

/** What a row of the site table stands for. */
public enum RowRole {
    /** A site: a distinct stack. */
    SITE,
    /** All events whose site found no room in the table. */
    TABLE_FULL,
    /** All events whose stack could not be captured. */
    NO_STACK,
    /** All events of a profile that captures no stacks. */
    NO_SITES;

    private static final RowRole[] VALUES = values();

    static RowRole of(int ordinal) {
        return VALUES[ordinal];
    }
}
