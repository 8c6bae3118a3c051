package io.github.underheap.stack;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The native walk as one owner of captures sees it: ready, or off for a reason. Captures made here fall back to StackWalker
 * by themselves.
 *
 * <p>Thread-safe.
 */
public final class NativeWalk {
    private final @Nullable WalkableVm vm;
    private final int verifyEvery;
    private final WalkCounts counts = new WalkCounts();
    private final String reasonOff;
    private volatile boolean stopped;

    private NativeWalk(@Nullable WalkableVm vm, int verifyEvery, String reasonOff) {
        this.vm = vm;
        this.verifyEvery = verifyEvery;
        this.reasonOff = reasonOff;
        if (vm != null && verifyEvery > 0) {
            vm.countFrozenHits();
        }
    }

    /**
     * Opens the walk if this process can be walked. Prints nothing and calls no restricted method unless native access is
     * already allowed.
     *
     * @param verifyEvery compare every so many hits with StackWalker; 0: none
     */
    public static NativeWalk open(WalkMode mode, int verifyEvery) {
        if (verifyEvery < 0) {
            throw new IllegalArgumentException("verify=" + verifyEvery + ": expected 0 or more");
        }
        try {
            return of(WalkableVm.of(mode), verifyEvery);
        } catch (WalkUnavailableException e) {
            return new NativeWalk(null, verifyEvery, e.reason());
        }
    }

    /** Whether a class of this package can be called between {@link SiteCapture#site()} and a walk. */
    public static boolean isOwn(Class<?> type) {
        return type == NativeWalkCapture.class || type == StackWalkerCapture.class;
    }

    /**
     * What tells builds of the JVM apart, as far as the walk reads it, in 16 hexadecimal digits. It is looked up when the first walk is
     * opened; empty before, and where that comes to its end earlier.
     */
    public static String fingerprint() {
        return WalkableVm.fingerprint();
    }

    static NativeWalk of(WalkableVm vm, int verifyEvery) {
        return new NativeWalk(vm, verifyEvery, "");
    }

    /**
     * A capture for one sink.
     *
     * @param depth Java frames that make a site
     * @param own whether a class belongs to the library's way of an allocation; must hold where
     *     {@link #isOwn} does
     */
    public SiteCapture capture(SiteSink sink, int depth, Predicate<Class<?>> own) {
        return capture(KeyCache.USUAL, sink, depth, own);
    }

    SiteCapture capture(KeyCache.Maker tables, SiteSink sink, int depth, Predicate<Class<?>> own) {
        return vm == null
                ? new StackWalkerCapture(sink, depth, own)
                : new NativeWalkCapture(this, vm, tables, sink, depth, own);
    }

    /** A clock that costs less than {@link System#nanoTime()}; null if there is none. */
    public @Nullable TickClock clock() {
        return vm == null ? null : TickClock.ofProcess();
    }

    /** Whether stacks are walked natively: false too once a mismatch was found. */
    public boolean isOn() {
        return vm != null && !stopped;
    }

    /** One line: {@code vm}, {@code fp}, or {@code off:} and why. */
    public String state() {
        if (vm == null) {
            return "off: " + reasonOff;
        }
        return stopped ? "off: a walk named a wrong site" : vm.mode().toString();
    }

    /** What happens to frames of virtual threads that are not on the stack: {@code read when they are met}, {@code read}, or {@code off:} and why. */
    public String frozenFrames() {
        return vm == null ? state() : vm.frozen().state();
    }

    /** Hits that StackWalker contradicted. Anything but 0 is a defect of the native walk. */
    public long mismatches() {
        return counts.mismatches.sum();
    }

    /** Hits that were compared with StackWalker. */
    public long verified() {
        return counts.verified.sum();
    }

    /** Calls whose site StackWalker had to find. */
    public long misses() {
        return counts.misses();
    }

    /** Walks that came to nothing because a frame could not be read for certain. */
    public long incomplete() {
        return counts.incomplete();
    }

    /** Hits of this process that were found by frozen frames; counted only where hits are verified. */
    public long frozenHits() {
        return vm == null ? 0 : vm.frozenHits();
    }

    /** Everything counted, in one line. */
    public String counted() {
        return counts + (vm == null ? "" : ", hits by frozen frames " + vm.frozenHits());
    }

    WalkCounts counts() {
        return counts;
    }

    int verifyEvery() {
        return verifyEvery;
    }

    boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }
}
