package io.github.underheap.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Judges a test when JUnit closes what lies in the store of the test. It closes that in reverse order, so who lies there first comes after
 * everything else that belongs to the test: {@code @AutoClose} fields, arguments, resources of other extensions.
 *
 * <p>What it throws becomes the failure of the test, as if the test had thrown it.
 */
final class Judgement implements AutoCloseable {

    /** Whether JUnit closes what is an {@link AutoCloseable} only. */
    private static final String CLOSES = "junit.jupiter.extensions.store.close.autocloseable.enabled";

    private @Nullable TestRun run;

    private Judgement() {}

    /** Takes a place in the store of a test, unless there is one already: the earlier, the later it is judged. */
    static Judgement of(ExtensionContext context, Store store) {
        // The name is the test's own: a store has what is in those of its parents, too.
        String key = context.getUniqueId();
        Judgement known = store.get(key, Judgement.class);
        if (known == null) {
            known = new Judgement();
            store.put(key, known);
        }
        return known;
    }

    /** Judges a test that has ended when everything is closed, or at once if JUnit is told to close nothing. */
    void on(ExtensionContext context, TestRun ended) {
        if (context.getConfigurationParameter(CLOSES, Boolean::valueOf).orElse(true)) {
            run = ended;
        } else {
            ended.judge();
        }
    }

    @Override
    public void close() {
        TestRun ended = run;
        if (ended != null) {
            run = null;
            ended.judge();
        }
    }
}
