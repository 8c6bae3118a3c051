package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads the blocks as another process would, from what they were allocated as. */
class DirectoryTest {

    private final List<MemorySegment> blocks = new ArrayList<>();
    private final PooledMemory pool = new PooledMemory();
    private long left = Long.MAX_VALUE;
    private final Directory directory = new Directory(bytes -> {
        if (bytes > left) {
            throw new OutOfMemoryError("test limit");
        }
        MemorySegment block = pool.allocate(bytes);
        blocks.add(block);
        return block;
    });

    @Test
    void holdsAnyNumberOfChunksInAChain() {
        MemorySegment chunk = pool.allocate(1009);
        for (int i = 0; i < 1_000; i++) {
            assertThat(directory.add(Region.SITE_ROWS, i, chunk)).isTrue();
        }
        assertThat(blocks).hasSize(6);
        assertThat(directory.place()).isEqualTo(blocks.getFirst().address());
        int ordinal = 0;
        for (int b = 0; b < blocks.size(); b++) {
            MemorySegment block = blocks.get(b);
            long next = b + 1 < blocks.size() ? blocks.get(b + 1).address() : 0;
            assertThat(block.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(next);
            for (long at = 16; at < block.byteSize() && ordinal < 1_000; at += 24) {
                assertThat(block.get(ValueLayout.JAVA_INT, at)).isEqualTo(Region.SITE_ROWS.ordinal());
                assertThat(block.get(ValueLayout.JAVA_INT, at + 4)).isEqualTo(ordinal++);
                assertThat(block.get(ValueLayout.JAVA_LONG, at + 8)).isEqualTo(chunk.address());
                assertThat(block.get(ValueLayout.JAVA_LONG, at + 16)).isEqualTo(1009);
            }
        }
        assertThat(ordinal).isEqualTo(1_000);
    }

    @Test
    void withoutMemoryForABlockAChunkIsNotListed() {
        MemorySegment chunk = pool.allocate(1009);
        left = 100;
        for (int i = 0; i < Directory.ENTRIES; i++) {
            assertThat(directory.add(Region.FRAMES, i, chunk)).isTrue();
        }
        assertThat(directory.add(Region.FRAMES, 170, chunk)).isFalse();
        left = Long.MAX_VALUE;
        assertThat(directory.add(Region.FRAMES, 170, chunk)).isTrue();
        assertThat(blocks).hasSize(2);
    }
}
