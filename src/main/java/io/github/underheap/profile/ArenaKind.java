package io.github.underheap.profile;

/** The kinds of arena that a block can belong to, in the terms of {@link java.lang.foreign.Arena}. */
public enum ArenaKind {
    /** {@link java.lang.foreign.Arena#ofConfined()}. */
    CONFINED,
    /** {@link java.lang.foreign.Arena#ofShared()}. */
    SHARED,
    /** {@link java.lang.foreign.Arena#ofAuto()}: freed by the garbage collector. */
    AUTO,
    /** {@link java.lang.foreign.Arena#global()}: never freed. */
    GLOBAL,
    /** An implementation that is not the JDK's. */
    CUSTOM
}
