package io.github.underheap.bench.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The variants that are compared. */
enum Peer {
    PLAIN("the JDK alone: the baseline of every ratio", PlainMemory::new),
    NMT_SUMMARY("-XX:NativeMemoryTracking=summary", PlainMemory::new),
    NMT_DETAIL("-XX:NativeMemoryTracking=detail", PlainMemory::new),
    ASYNC_EVERY("async-profiler nativemem=0: each malloc and free, into a file for JFR", PlainMemory::new),
    ASYNC_512K(
            "async-profiler nativemem=512k: a malloc each 512 KiB and each free, into a file for JFR",
            PlainMemory::new),
    ASYNC_512K_NOFREE("the same without frees: where memory is allocated, and not what leaks", PlainMemory::new),
    NAIVE("a wrapper with StackWalker, 8 frames, and a concurrent map", NaiveMemory::new),
    COUNTERS("underheap, capture=none: all numbers, no sites", TrackedMemory::counters),
    FULL("underheap, capture=auto: sites of 8 frames by the native walk", TrackedMemory::nativeWalk),
    STACKWALKER("underheap without native access: sites of 8 frames by StackWalker", TrackedMemory::stackWalker);

    /** Frames of a site, in those that let one choose. */
    static final int SITE_FRAMES = 8;

    private final String what;
    private final Supplier<Memory> memory;

    Peer(String what, Supplier<Memory> memory) {
        this.what = what;
        this.memory = memory;
    }

    /** What it is called in options and tables. */
    @JsonValue
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String what() {
        return what;
    }

    /** In the JVM that is measured. */
    Memory memory() {
        return memory.get();
    }

    /** In the JVM that is measured, when it has been: whether the variant is there. */
    void check() {
        if (this == NMT_SUMMARY || this == NMT_DETAIL) {
            NativeMemoryTracking.check();
        }
    }

    /** What async-profiler is told to do; null for others. */
    @Nullable
    String asyncProfiler() {
        return switch (this) {
            case ASYNC_EVERY -> "nativemem=0";
            case ASYNC_512K -> "nativemem=512k";
            case ASYNC_512K_NOFREE -> "nativemem=512k,nofree";
            default -> null;
        };
    }

    /** Options of the JVM that make the variant. */
    List<String> flags() {
        return switch (this) {
            case NMT_SUMMARY, NMT_DETAIL -> List.of(what);
            default -> List.of();
        };
    }

    boolean allowsNativeAccess() {
        return this != STACKWALKER;
    }
}
