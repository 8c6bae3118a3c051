package io.github.underheap.bench.compare;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Takes parts from a pool of one big segment, some at a time, and gives them back: the system is never asked. */
final class PooledParts implements Work {

    private static final int ROUNDS = 100;
    private static final int AT_ONCE = 16;
    private static final int PARTS = 1_024;

    private final MemorySegment[] taken = new MemorySegment[AT_ONCE];
    private final Arena arena = Arena.ofConfined();
    private final Memory.Parts parts;

    PooledParts(Memory memory) {
        parts = memory.parts(new SlabPool(arena, PARTS, BYTES));
    }

    @Override
    public void batch() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < AT_ONCE; i++) {
                taken[i] = parts.take(BYTES);
            }
            for (int i = 0; i < AT_ONCE; i++) {
                parts.giveBack(taken[i]);
            }
        }
    }

    @Override
    public int operations() {
        return ROUNDS * AT_ONCE;
    }

    @Override
    public void close() {
        arena.close();
    }
}
