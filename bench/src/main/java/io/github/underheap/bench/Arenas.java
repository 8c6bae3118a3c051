package io.github.underheap.bench;

import java.lang.foreign.Arena;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The arenas of a benchmark: one tracker for all threads. */
@State(Scope.Benchmark)
public class Arenas {

    @Param({"PLAIN", "DISABLED", "COUNTERS", "NATIVE_WALK", "STACKWALKER"})
    public Variant variant;

    @Param({"CONFINED", "SHARED"})
    public Variant.Kind kind;

    private Variant.Source source;

    @Setup(Level.Trial)
    public void create() {
        source = variant.source(kind);
    }

    @TearDown(Level.Trial)
    public void check() {
        source.close();
    }

    Arena open() {
        return source.open();
    }
}
