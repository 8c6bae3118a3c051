package io.github.underheap.bench.compare;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The JDK. Who watches does so from below. */
final class PlainMemory implements Memory {

    @Override
    public Arena confined() {
        return Arena.ofConfined();
    }

    @Override
    public Arena shared() {
        return Arena.ofShared();
    }

    @Override
    public Parts parts(SlabPool pool) {
        return new PlainParts(pool);
    }

    @Override
    public @Nullable Long recorded() {
        return null;
    }

    @Override
    public void close() {}

    private record PlainParts(SlabPool pool) implements Parts {

        @Override
        public MemorySegment take(long bytes) {
            return pool.allocate(bytes);
        }

        @Override
        public void giveBack(MemorySegment part) {
            pool.free(part);
        }
    }
}
