package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkTableTest {

    private final ChunkTable table = new ChunkTable(null, Region.FRAMES, new PooledMemory(), 256, 512);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 127, 128, 191, 192, 1_000_003, (1 << 25) - 1})
    void aChunkIsMadeOnceAndFoundByItsNumber(int chunk) {
        assertThat(table.get(chunk)).isNull();
        assertThat(table.next(0)).isEqualTo(-1);
        MemorySegment made = table.make(chunk);
        assertThat(made.byteSize()).isEqualTo(chunk == 0 ? 256 : 512);
        assertThat(table.make(chunk)).isSameAs(made);
        assertThat(table.get(chunk)).isSameAs(made);
        assertThat(table.next(0)).isEqualTo(chunk);
        assertThat(table.next(chunk)).isEqualTo(chunk);
        assertThat(table.next(chunk + 1)).isEqualTo(-1);
    }

    @Test
    void goesOverTheChunksInOrder() {
        int[] chunks = {3, 63, 64, 127, 128, 500, 8_191};
        for (int i = chunks.length - 1; i >= 0; i--) {
            MemorySegment ignored = table.make(chunks[i]);
        }
        int from = 0;
        for (int chunk : chunks) {
            assertThat(table.next(from)).isEqualTo(chunk);
            from = chunk + 1;
        }
        assertThat(table.next(from)).isEqualTo(-1);
    }
}
