package io.github.underheap.bench.compare;

import java.lang.foreign.Arena;

/** Opens many arenas with a block each, and closes them when all are open. */
final class ManyArenas implements Work {

    private static final int OPEN = 10_000;

    private final Arena[] arenas = new Arena[OPEN];
    private final Memory memory;
    private long sum;

    ManyArenas(Memory memory) {
        this.memory = memory;
    }

    @Override
    public void batch() {
        for (int i = 0; i < OPEN; i++) {
            arenas[i] = memory.confined();
            sum += arenas[i].allocate(BYTES).address();
        }
        for (Arena arena : arenas) {
            arena.close();
        }
    }

    @Override
    public int operations() {
        return OPEN;
    }
}
