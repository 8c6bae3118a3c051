package io.github.underheap.bench.compare;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Where a work has its memory from. One implementation is loaded in each JVM, so calls to it are inlined in all variants alike. */
interface Memory extends AutoCloseable {

    Arena confined();

    Arena shared();

    /** The parts that a pool hands out, watched as this memory watches blocks. */
    Parts parts(SlabPool pool);

    /** How many blocks and parts were recorded; null if what watches is not in this JVM's Java code. */
    @Nullable
    Long recorded();

    /** Checks that what was to be measured was measured. */
    @Override
    void close();

    /** Parts of a pool, which the owner gives back. */
    interface Parts {

        MemorySegment take(long bytes);

        void giveBack(MemorySegment part);
    }
}
