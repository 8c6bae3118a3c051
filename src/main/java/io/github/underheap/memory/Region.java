package io.github.underheap.memory;

/** The kinds of record of a profile, in the order of their numbers in the header's directory. */
enum Region {
    TOTALS,
    STRINGS,
    STRING_INDEX,
    FRAMES,
    FRAME_INDEX,
    STACKS,
    SITE_ROWS,
    SITE_INDEX,
    COUNTERS
}
