package io.github.underheap.dhat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ad hoc events, and assertions of a profiler in testing mode.
 *
 * <p>An assertion that fails finishes the profiler first: what is live is live until now, and its profile is saved, so that it says what the
 * numbers came from. After that nothing can be asked of this profiler any more, and it has to be closed before there can be another one.
 * Values are worked out before they come here, so {@link HeapStats#get()} can stand in an assertion.
 *
 * <pre>{@code
 * try (Profiler _ = Profiler.builder().testing().build()) {
 *     codec.encode(message);
 *     Dhat.assertEquals(2, HeapStats.get().totalBlocks());
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class Dhat {

    private Dhat() {}

    /**
     * Counts an event at the place that calls this. Of no effect unless a profiler of ad hoc events runs.
     *
     * <p>Events of other threads are not waited for, but by one of 2^24 units and more, which waits until no other one of that size is being counted.
     *
     * @param weight in units of the program's own, less than 2^46
     * @throws IllegalArgumentException if the weight is negative or too large
     */
    public static void adHocEvent(long weight) {
        if (weight < 0 || weight >= AdHocMeasure.TOO_HEAVY) {
            throw new IllegalArgumentException(
                    "dhat: a weight of " + weight + "; it must be from 0 to " + (AdHocMeasure.TOO_HEAVY - 1));
        }
        Profiler profiler = Session.profiler();
        if (profiler != null && profiler.measureOrNone() instanceof AdHocMeasure adHoc) {
            boolean heavy = weight >= AdHocMeasure.HEAVY;
            if (heavy) {
                adHoc.takeTurn();
            }
            try {
                // From here, so that this method is what a stack begins with, whatever the weight.
                adHoc.tracker().recordAlloc(weight).freed();
            } finally {
                if (heavy) {
                    adHoc.turn = 0;
                }
            }
        }
    }

    /**
     * That a condition holds.
     *
     * @throws AssertionError if not; the profile has been saved then
     * @throws IllegalStateException if no profiler runs in testing mode, or one of its assertions has failed before
     */
    public static void assertTrue(boolean condition) {
        assertTrue(condition, null);
    }

    /**
     * As {@link #assertTrue(boolean)}.
     *
     * @param message what it means if it does not hold
     */
    public static void assertTrue(boolean condition, @Nullable String message) {
        Session.checkTesting();
        if (!condition) {
            fail("", message);
        }
    }

    /**
     * That two values are equal.
     *
     * @throws AssertionError if not; the profile has been saved then
     * @throws IllegalStateException if no profiler runs in testing mode, or one of its assertions has failed before
     */
    public static void assertEquals(@Nullable Object left, @Nullable Object right) {
        assertEquals(left, right, null);
    }

    /**
     * As {@link #assertEquals(Object, Object)}.
     *
     * @param message what it means if they are not equal
     */
    public static void assertEquals(@Nullable Object left, @Nullable Object right, @Nullable String message) {
        compare(left, right, true, Objects.equals(left, right), message);
    }

    /** As {@link #assertEquals(Object, Object)}, of numbers of any width. */
    public static void assertEquals(long left, long right) {
        assertEquals(left, right, null);
    }

    /** As {@link #assertEquals(Object, Object, String)}, of numbers of any width. */
    public static void assertEquals(long left, long right, @Nullable String message) {
        compare(left, right, true, left == right, message);
    }

    /**
     * That two values are not equal.
     *
     * @throws AssertionError if they are; the profile has been saved then
     * @throws IllegalStateException if no profiler runs in testing mode, or one of its assertions has failed before
     */
    public static void assertNotEquals(@Nullable Object left, @Nullable Object right) {
        assertNotEquals(left, right, null);
    }

    /**
     * As {@link #assertNotEquals(Object, Object)}.
     *
     * @param message what it means if they are equal
     */
    public static void assertNotEquals(@Nullable Object left, @Nullable Object right, @Nullable String message) {
        compare(left, right, false, Objects.equals(left, right), message);
    }

    /** As {@link #assertNotEquals(Object, Object)}, of numbers of any width. */
    public static void assertNotEquals(long left, long right) {
        assertNotEquals(left, right, null);
    }

    /** As {@link #assertNotEquals(Object, Object, String)}, of numbers of any width. */
    public static void assertNotEquals(long left, long right, @Nullable String message) {
        compare(left, right, false, left == right, message);
    }

    private static void compare(
            @Nullable Object left,
            @Nullable Object right,
            boolean shouldBeEqual,
            boolean areEqual,
            @Nullable String message) {
        Session.checkTesting();
        if (areEqual != shouldBeEqual) {
            String values = new ComparedValues(left, right).text(shouldBeEqual);
            fail(": `(left " + (shouldBeEqual ? "==" : "!=") + " right)`\n" + values, message);
        }
    }

    /** The text is that of dhat-rs; the last line says where the profile is. */
    private static void fail(String what, @Nullable String message) {
        String text = "dhat: assertion failed" + what + (message == null ? "" : ": " + message);
        Profiler failed = Session.fail();
        AssertionError failure;
        try {
            failure = new AssertionError(text + "\n" + failed.finish());
        } catch (RuntimeException | Error e) {
            failure = new AssertionError(text + "\ndhat: error: the profile could not be taken", e);
        }
        throw failure;
    }
}
