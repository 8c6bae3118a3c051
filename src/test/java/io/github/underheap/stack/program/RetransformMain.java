package io.github.underheap.stack.program;

import io.github.underheap.Tracker;
import io.github.underheap.TrackingArena;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.config.Walk;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Allocates below a compiled frame of a class that an agent retransforms without a change, before and after that. From then on
 * StackWalker knows neither file nor line of that frame.
 *
 * <pre>RetransformMain VERIFY lines-first|lines-last</pre>
 *
 * <p>With {@code lines-first} what is counted begins with code that is not compiled yet.
 */
public final class RetransformMain {
    private static final int BLOCKS = 1_000;
    private static final int WARM_UP = 30_000;
    private static final int DEPTH = 30;

    private static @Nullable Tracker tracker;

    private static boolean armed;

    private RetransformMain() {}

    /** Calls from a depth at which a walk meets compiled frames only. */
    private static void run(int depth, int blocks, int retransformAt) {
        if (depth > 0) {
            run(depth - 1, blocks, retransformAt);
        } else {
            Outer.run(blocks, retransformAt);
        }
    }

    /** What is retransformed. */
    static final class Outer {
        private Outer() {}

        static void run(int blocks, int retransformAt) {
            Inner.allocate(blocks, retransformAt);
        }
    }

    /** What allocates. */
    static final class Inner {
        private Inner() {}

        static void allocate(int blocks, int retransformAt) {
            for (int i = 0; i < blocks; i++) {
                if (i == retransformAt) {
                    retransform();
                }
                try (TrackingArena arena = Objects.requireNonNull(tracker).ofConfined()) {
                    arena.allocate(1_009);
                }
            }
        }
    }

    private static void retransform() {
        if (armed) {
            try {
                RedefineAgent.instrumentation().retransformClasses(Outer.class);
            } catch (UnmodifiableClassException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Runs it. */
    public static void main(String[] arguments) {
        boolean linesFirst = arguments[1].equals("lines-first");
        TrackerOptions options = TrackerOptions.builder()
                .verify(Integer.parseInt(arguments[0]))
                .walk(Walk.VM)
                .depth(2)
                .build();
        Tracker measured = Tracker.create(options);
        tracker = linesFirst ? measured : Tracker.create(options);
        for (int i = 0; i < WARM_UP; i++) {
            run(DEPTH, 2, i % 3);
        }
        tracker = measured;
        armed = true;
        run(DEPTH, BLOCKS, linesFirst ? BLOCKS / 2 : 0);
        run(DEPTH, BLOCKS, BLOCKS / 2);
        Profile profile = measured.profile();
        for (AllocationSite site : profile.sites()) {
            for (Frame frame : site.frames()) {
                System.out.println("  " + frame.text() + " " + frame.bytecodeIndex());
            }
            System.out.println(site.totalBlocks() + " blocks, at most " + site.ownPeakBytes() + " bytes");
        }
        System.out.println("RESULT walk=" + measured.walkState() + ", sites " + profile.siteCount() + ", blocks "
                + profile.stats().allocCount() + " ");
        System.exit(0);
    }
}
