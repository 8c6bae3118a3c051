package io.github.underheap.process;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Which of two threads says what came of the profile: its writer, or the shutdown hook that waits no longer.
 *
 * <p><b>Race.</b> Both go on at the same time. Each step is one CAS, made before anything is printed, so one of them says one thing, and that
 * stays true: a writer that was given up moves no file into its place.
 *
 * <pre>
 *   WRITING ──► PLACING ──► KNOWN ──► SAID      the writer; the hook may take the last step
 *      │           │
 *      └───────────┴──────► LATE                the hook
 * </pre>
 */
final class ExitTurn {

    private enum Step {
        WRITING,
        /** All bytes are written, the file is about to be in its place. */
        PLACING,
        /** The profile is in its file, or it is known why not. */
        KNOWN,
        SAID,
        LATE
    }

    private final AtomicReference<Step> step = new AtomicReference<>(Step.WRITING);

    /** Whether the writer was given up. */
    boolean isLate() {
        return step.get() == Step.LATE;
    }

    boolean isPlacing() {
        return step.get() == Step.PLACING;
    }

    /** The writer has written everything; false if it was given up. Of two attempts both may come here. */
    boolean place() {
        return move(Step.WRITING, Step.PLACING) || isPlacing();
    }

    /** The writer knows what came of it; false if it was given up. */
    boolean know() {
        return move(Step.WRITING, Step.KNOWN) || move(Step.PLACING, Step.KNOWN);
    }

    /** Whoever gets true says what came of it. */
    boolean say() {
        return move(Step.KNOWN, Step.SAID);
    }

    /** The hook waits no longer for bytes; false if all are written. */
    boolean giveUpWriting() {
        return move(Step.WRITING, Step.LATE);
    }

    /** The hook does not wait for the file either. */
    boolean giveUpPlacing() {
        return move(Step.PLACING, Step.LATE);
    }

    private boolean move(Step from, Step to) {
        return step.compareAndSet(from, to);
    }
}
