package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PooledMemoryTest {

    @ParameterizedTest
    @CsvSource({
        "1, 256",
        "256, 256",
        "257, 384",
        "384, 384",
        "385, 512",
        "512, 512",
        "513, 768",
        "12288, 12288",
        "12289, 16384",
        "32769, 49152",
        "49152, 49152",
        "49153, 65536",
        "65536, 65536"
    })
    void aBlockIsTheSmallestThatHoldsTheRequest(long request, long block) {
        assertThat(BlockPool.bytesOf(BlockPool.classOf(request))).isEqualTo(block);
        try (Released memory = new Released()) {
            assertThat(memory.source.allocate(request).byteSize()).isEqualTo(request);
            assertThat(memory.source.bytes()).isEqualTo(block);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "65537"})
    void refusesWhatNoBlockHolds(long request) {
        try (Released memory = new Released()) {
            assertThatThrownBy(() -> memory.source.allocate(request)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void blocksDoNotOverlapAndStartOnACacheLine() {
        try (Released memory = new Released()) {
            Random random = new Random(4711);
            Set<Long> lines = new HashSet<>();
            for (int i = 0; i < 500; i++) {
                MemorySegment segment = memory.source.allocate(1 + random.nextInt(i % 10 == 0 ? 65_536 : 1_500));
                assertThat(segment.address() % 64).isZero();
                for (long at = 0; at < segment.byteSize(); at += 64) {
                    assertThat(lines.add((segment.address() + at) / 64)).isTrue();
                }
            }
        }
    }

    @Test
    void memoryIsZeroedWhenItIsUsedAgain() {
        for (int round = 0; round < 3; round++) {
            try (Released memory = new Released()) {
                for (long size : new long[] {300, 5_000, 65_536, 256, 3_000}) {
                    MemorySegment segment = memory.source.allocate(size);
                    for (long at = 0; at < size; at++) {
                        assertThat(segment.get(ValueLayout.JAVA_BYTE, at)).isZero();
                    }
                    segment.fill((byte) 0xAB);
                }
            }
        }
    }

    @Test
    void whatIsReleasedIsUsedAgain() {
        useAndRelease();
        long held = BlockPool.heldBytes();
        for (int i = 0; i < 1_000; i++) {
            useAndRelease();
        }
        assertThat(BlockPool.heldBytes()).isEqualTo(held);
    }

    private static void useAndRelease() {
        try (Released memory = new Released()) {
            for (int i = 0; i < 200; i++) {
                MemorySegment ignored = memory.source.allocate(1_000 + i * 50);
            }
        }
    }

    @Test
    void releasedMemoryGivesNothingOutAndReleasingAgainDoesNothing() {
        PooledMemory memory = new PooledMemory();
        MemorySegment first = memory.allocate(4_096);
        memory.release();
        memory.release();
        assertThatThrownBy(() -> memory.allocate(4_096)).isInstanceOf(IllegalStateException.class);
        try (Released other = new Released()) {
            MemorySegment second = other.source.allocate(4_096);
            MemorySegment third = other.source.allocate(4_096);
            assertThat(second.address()).as("given back once").isNotEqualTo(third.address());
        }
        assertThat(first.byteSize()).isEqualTo(4_096);
    }

    @Test
    void whatIsUnreachableIsUsedAgainWhenSomebodyAsksForMemory() {
        long[] held = new long[1];
        WeakReference<PooledMemory> unreachable = useAndForget();
        Awaitility.await().until(() -> {
            System.gc();
            return unreachable.get() == null;
        });
        Awaitility.await().until(() -> {
            // 3 MiB in each round; unless the first is used again, the pool grows by that for ever.
            held[0] = BlockPool.heldBytes();
            WeakReference<PooledMemory> next = useAndForget();
            System.gc();
            return next.get() == null && BlockPool.heldBytes() == held[0];
        });
    }

    private static WeakReference<PooledMemory> useAndForget() {
        PooledMemory memory = new PooledMemory();
        for (int i = 0; i < 48; i++) {
            MemorySegment ignored = memory.allocate(65_536);
        }
        return new WeakReference<>(memory);
    }

    /** Each thread owns what it was given: what it wrote there it finds there. */
    @Test
    void threadsThatTakeAndGiveBackNeverShareABlock() throws InterruptedException {
        AtomicLong wrong = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        long before = BlockPool.heldBytes();
        for (int t = 1; t <= 4; t++) {
            long mark = t * 0x0101_0101_0101_0101L;
            Random random = new Random(t);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 3_000; i++) {
                    try (Released memory = new Released()) {
                        List<MemorySegment> own = new ArrayList<>();
                        for (int k = 0; k < 8; k++) {
                            MemorySegment segment = memory.source.allocate(8L * (1 + random.nextInt(100)));
                            for (long at = 0; at < segment.byteSize(); at += 8) {
                                wrong.addAndGet(segment.get(ValueLayout.JAVA_LONG, at) == 0 ? 0 : 1);
                                segment.set(ValueLayout.JAVA_LONG, at, mark);
                            }
                            own.add(segment);
                        }
                        for (MemorySegment segment : own) {
                            for (long at = 0; at < segment.byteSize(); at += 8) {
                                wrong.addAndGet(segment.get(ValueLayout.JAVA_LONG, at) == mark ? 0 : 1);
                            }
                        }
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong.get()).isZero();
        assertThat(BlockPool.heldBytes() - before).isLessThanOrEqualTo(4 * BlockPool.SLAB_BYTES);
    }

    /** Memory that is given back at the end of a block. */
    private static final class Released implements AutoCloseable {

        private final PooledMemory source = new PooledMemory();

        @Override
        public void close() {
            source.release();
        }
    }
}
