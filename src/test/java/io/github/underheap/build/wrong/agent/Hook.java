package io.github.underheap.build.wrong.agent;

/** Knows nobody. */
public class Hook {
    Hook[] allowed;
}
