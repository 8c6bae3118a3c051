package io.github.underheap.record;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a fault may come in between: each call that the library makes and each object that it makes, in the copies of its classes of a
 * {@link FaultLoader}.
 *
 * <p>One thread at a time is <em>armed</em>. Either its n-th step fails and no other; or, as on a full stack, every step that is too deep, where
 * calls of the JDK need some frames more than others.
 *
 * <p>Not thread-safe: armed and disarmed by the thread whose steps are counted.
 */
public final class FaultStep {

    private static final StackWalker WALKER = StackWalker.getInstance();

    private static volatile @Nullable Thread armed;
    private static Supplier<? extends Throwable> faults = AssertionError::new;

    private enum Mode {
        /** The depths of all steps are noted. */
        LEARN,
        /** One step fails. */
        ONE,
        /** All that are too deep fail. */
        DEEP,
        /** None fails, but one takes long. */
        STOP
    }

    private static Mode mode = Mode.LEARN;
    /** Depths of the steps of a path as long as none fails, since to find out a depth is slow; only as many as there are. */
    private static int[] depths = new int[1_024];

    private static int known;
    /** The number of the last step, from 1 on. */
    private static int step;

    private static int failing;
    private static Runnable meanwhile = () -> {};
    private static int room;
    private static int ofTheJdk;
    private static int base;
    private static String place = "";

    private FaultStep() {}

    /** Lets no step fail, and looks how deep they are. */
    public static void learn() {
        mode = Mode.LEARN;
        known = 0;
        place = "";
    }

    /** How many steps the path has that was learned last. */
    public static int count() {
        return known;
    }

    /** How many frames its deepest step needs. */
    public static int deepest() {
        return Arrays.stream(depths, 0, known).max().orElse(0);
    }

    /** Lets the n-th step fail, from 1 on. */
    public static void failAt(int n, Supplier<? extends Throwable> fault) {
        mode = Mode.ONE;
        faults = fault;
        failing = n;
        place = "";
    }

    /**
     * Lets all steps fail that need more frames than there are, of the path that was learned last.
     *
     * @param frames how many there are from where the thread is armed
     * @param jdk what a call of the JDK needs beyond one
     */
    public static void failBelow(int frames, int jdk) {
        mode = Mode.DEEP;
        faults = StackOverflowError::new;
        room = frames;
        ofTheJdk = jdk;
        place = "";
    }

    /** Lets the thread stop at its n-th step, from 1 on, until something has been done. */
    public static void stopAt(int n, Runnable until) {
        mode = Mode.STOP;
        failing = n;
        meanwhile = until;
        place = "";
    }

    /** From now on steps of the current thread count. */
    public static void arm() {
        base = depth();
        step = 0;
        armed = Thread.currentThread();
    }

    /** No step fails any more. */
    public static void disarm() {
        armed = null;
    }

    /** Where the first one failed; empty if none did. */
    public static String place() {
        return place;
    }

    /** Called before the library calls a method of its own. */
    @SuppressWarnings("unused") // by what FaultLoader inserts
    public static void step() throws Throwable {
        if (Thread.currentThread().equals(armed)) {
            step(0);
        }
    }

    /** Called before the library calls a method of the JDK, or makes an object. */
    @SuppressWarnings("unused") // by what FaultLoader inserts
    public static void stepOfTheJdk() throws Throwable {
        if (Thread.currentThread().equals(armed)) {
            step(ofTheJdk);
        }
    }

    private static void step(int more) throws Throwable {
        step++;
        switch (mode) {
            case LEARN -> note(depth() - base);
            case ONE -> {
                if (step == failing) {
                    fail();
                }
            }
            case STOP -> {
                if (step == failing) {
                    place = place(new Throwable());
                    meanwhile.run();
                }
            }
            case DEEP -> {
                boolean isKnown = place.isEmpty() && step <= known;
                if ((isKnown ? depths[step - 1] : depth() - base) + more > room) {
                    fail();
                }
            }
        }
    }

    private static void note(int depth) {
        if (known == depths.length) {
            depths = Arrays.copyOf(depths, 2 * known);
        }
        depths[known++] = depth;
    }

    private static void fail() throws Throwable {
        Throwable fault = faults.get();
        if (place.isEmpty()) {
            place = place(fault);
        }
        throw fault;
    }

    private static int depth() {
        return WALKER.<Long>walk(Stream::count).intValue();
    }

    private static String place(Throwable fault) {
        for (StackTraceElement frame : fault.getStackTrace()) {
            if (!frame.getClassName().contains(".Fault")) {
                return frame.toString();
            }
        }
        return "?";
    }
}
