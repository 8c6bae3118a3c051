package io.github.underheap.bench.compare;

import java.lang.foreign.Arena;

/**
 * Opens a confined arena, allocates a block and closes the arena, on a stack of a depth. The innermost eight frames are left and
 * entered each time; they are inlined into one method, or methods of their own.
 */
final class StackedCycle implements Work {

    /** What the compiler must not inline, as options of the JVM. */
    static final String CALLED = "-XX:CompileCommand=dontinline," + StackedCycle.class.getName() + "::call*";

    static final String DEEPENED = "-XX:CompileCommand=dontinline," + StackedCycle.class.getName() + "::deepen";

    private static final int CYCLES = 1_000;
    private static final int INNER = 8;

    private final Memory memory;
    private final int depth;
    private final boolean called;
    private long sum;

    /**
     * @param depth frames of this class, the loop's included
     */
    StackedCycle(Memory memory, int depth, boolean called) {
        this.memory = memory;
        this.depth = depth;
        this.called = called;
    }

    @Override
    public void batch() {
        deepen(depth - INNER);
    }

    @Override
    public int operations() {
        return CYCLES;
    }

    private void deepen(int more) {
        if (more > 0) {
            deepen(more - 1);
            return;
        }
        for (int i = 0; i < CYCLES; i++) {
            sum += called ? call7() : inline7();
        }
    }

    private long cycle() {
        try (Arena arena = memory.confined()) {
            return arena.allocate(BYTES).address();
        }
    }

    private long inline7() {
        return inline6();
    }

    private long inline6() {
        return inline5();
    }

    private long inline5() {
        return inline4();
    }

    private long inline4() {
        return inline3();
    }

    private long inline3() {
        return inline2();
    }

    private long inline2() {
        return cycle();
    }

    private long call7() {
        return call6();
    }

    private long call6() {
        return call5();
    }

    private long call5() {
        return call4();
    }

    private long call4() {
        return call3();
    }

    private long call3() {
        return call2();
    }

    private long call2() {
        return cycle();
    }
}
