package io.github.underheap.junit;

/** What a limit holds for. */
public enum Per {
    /** All that the test allocates. */
    TEST,
    /** Each call site by itself, that is each distinct stack of frames. */
    SITE
}
