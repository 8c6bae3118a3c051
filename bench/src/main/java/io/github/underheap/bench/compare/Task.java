package io.github.underheap.bench.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.function.Function;

/** The works that are done with each variant. */
enum Task {
    DEPTH_8(
            "a confined arena is opened, allocates 64 bytes and is closed, 8 calls deep, all inlined",
            stacked(8, false)),
    DEPTH_32("the same 32 calls deep, the innermost 8 inlined", stacked(32, false)),
    DEPTH_100("the same 100 calls deep, the innermost 8 inlined", stacked(100, false)),
    DEPTH_8_CALLED("as depth-8, none inlined", stacked(8, true)),
    DEPTH_32_CALLED("as depth-32, none inlined", stacked(32, true)),
    DEPTH_100_CALLED("as depth-100, none inlined", stacked(100, true)),
    SLAB_POOL("a part of 64 bytes is taken from a pool of one big segment and given back", PooledParts::new),
    SHARED_ARENA("one of two threads allocates 64 bytes in a shared arena", SharedArena::new),
    MANY_ARENAS("as depth-8, with 10,000 arenas open at once", ManyArenas::new),
    VIRTUAL_THREADS(
            "a virtual thread waits for a token, does the cycle four calls deeper, hands the token on",
            BlockingThreads::new);

    private final String what;
    private final Function<Memory, Work> work;

    Task(String what, Function<Memory, Work> work) {
        this.what = what;
        this.work = work;
    }

    private static Function<Memory, Work> stacked(int depth, boolean called) {
        return memory -> new StackedCycle(memory, depth, called);
    }

    /** What it is called in options and tables. */
    @JsonValue
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One operation. */
    String what() {
        return what;
    }

    /** In the JVM that is measured. */
    Work work(Memory memory) {
        return work.apply(memory);
    }
}
