package io.github.underheap.memory;

import static io.github.underheap.memory.AddressTable.Answer.FOUND;
import static io.github.underheap.memory.AddressTable.Answer.LOST;
import static io.github.underheap.memory.AddressTable.Answer.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTableTest {

    private final PooledMemory memory = new PooledMemory();
    private final AddressTable table = new AddressTable(2, memory, Profiles.impatient());
    private final AddressTable.Block block = new AddressTable.Block();

    @Test
    void givesABlockBackOnce() {
        assertThat(add(0x7f00_0000_1000L, 1009, 17, 3, 0)).isEqualTo(NONE);
        assertThat(table.remove(0x7f00_0000_1001L, 1009, block)).isEqualTo(NONE);
        assertThat(remove(0x7f00_0000_1000L, 1009)).isEqualTo(new Entry(1009, 17, 3, 0));
        assertThat(table.remove(0x7f00_0000_1000L, 1009, block)).isEqualTo(NONE);
        assertThat(table.size()).isZero();
    }

    @Test
    void keepsBlocksOfNoBytesAtOneAddressApart() {
        add(64, 0, 1, 5, 0);
        add(64, 0, 1, 5, 0);
        assertThat(table.size()).isEqualTo(2);
        assertThat(remove(64, 0)).isEqualTo(new Entry(0, 1, 5, 0));
        assertThat(remove(64, 0)).isEqualTo(new Entry(0, 1, 5, 0));
        assertThat(table.remove(64, 0, block)).isEqualTo(NONE);
    }

    @Test
    void aBlockAtTheAddressOfAnotherTakesItsPlace() {
        assertThat(add(64, 7, 1, 3, 0)).isEqualTo(NONE);
        assertThat(add(64, 13, 2, 4, 0)).isEqualTo(FOUND);
        assertThat(entry()).isEqualTo(new Entry(7, 1, 3, 0));
        assertThat(add(64, 0, 3, 5, 0)).isEqualTo(NONE);
        assertThat(add(64, 17, 4, 6, 0)).isEqualTo(FOUND);
        assertThat(entry()).isEqualTo(new Entry(13, 2, 4, 0));
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void aBlockOfAnotherSizeIsAnotherBlock() {
        add(64, 3000, 1, 3, 0);
        assertThat(table.remove(64, 1000, block)).isEqualTo(NONE);
        assertThat(table.remove(64, 0, block)).isEqualTo(NONE);
        add(64, 0, 2, 4, 0);
        assertThat(remove(64, 3000)).isEqualTo(new Entry(3000, 1, 3, 0));
        assertThat(remove(64, 0)).isEqualTo(new Entry(0, 2, 4, 0));
    }

    @Test
    void eachFieldKeepsItsWholeRange() {
        add(Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE - 1);
        assertThat(remove(Long.MIN_VALUE, Long.MAX_VALUE))
                .isEqualTo(new Entry(Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE - 1));
    }

    /** Around the sizes at which the first page is replaced, the first node made, and pages split. */
    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 28, 29, 111, 112, 113, 128, 129, 224, 225, 1_791, 1_793, 20_000})
    void findsAllOfSoManyBlocks(int blocks) {
        AddressTable one = new AddressTable(1, memory, Profiles.impatient());
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < blocks; i++) {
                assertThat(one.add(i * 16L, i + 1, i * 3L, i, i % 7, block)).isEqualTo(NONE);
            }
            assertThat(one.size()).isEqualTo(blocks);
            for (int i = blocks - 1; i >= 0; i--) {
                assertThat(one.remove(i * 16L, i + 1, block)).isEqualTo(FOUND);
                assertThat(entry()).isEqualTo(new Entry(i + 1, i * 3L, i, i % 7));
            }
            assertThat(one.size()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 111, 113, 225, 100_000})
    void findsAllOfSoManyBlocksOfNoBytesAtOneAddress(int blocks) {
        AddressTable one = new AddressTable(1, memory, Profiles.impatient());
        boolean[] seen = new boolean[blocks];
        one.add(16, 1009, 1, 1, 0, block);
        for (int i = 0; i < blocks; i++) {
            assertThat(one.add(16, 0, 2, i, 0, block)).isEqualTo(NONE);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(one.add(i * 32L, 7, 2, i, 0, block)).isEqualTo(NONE);
        }
        assertThat(one.add(16, 13, 2, 2, 0, block)).isEqualTo(FOUND);
        assertThat(entry()).isEqualTo(new Entry(1009, 1, 1, 0));
        for (int i = 0; i < blocks; i++) {
            assertThat(one.remove(16, 0, block)).isEqualTo(FOUND);
            assertThat(seen[block.row]).isFalse();
            seen[block.row] = true;
        }
        assertThat(one.remove(16, 0, block)).isEqualTo(NONE);
        assertThat(one.remove(16, 13, block)).isEqualTo(FOUND);
        for (int i = 0; i < 1_000; i++) {
            assertThat(one.remove(i * 32L, 7, block)).isEqualTo(FOUND);
        }
        assertThat(one.size()).isZero();
    }

    /** A million steps; few addresses meet often, many make the table large. */
    @ParameterizedTest
    @CsvSource({"1, 3, 400000", "1, 40, 200000", "2, 5000, 200000", "16, 100000, 200000"})
    void agreesWithAListUnderRandomUse(int shards, int addresses, int steps) {
        AddressTable random = new AddressTable(shards, memory, Profiles.impatient());
        Oracle oracle = new Oracle();
        Random numbers = new Random(4711);
        int phase = 0;
        for (int i = 0; i < steps; i++) {
            if (i % 10_000 == 0) {
                phase = numbers.nextInt(3);
            }
            long address = numbers.nextInt(addresses) * 16L;
            long size = numbers.nextInt(4) * 7L;
            // Grows, stays, shrinks.
            if (numbers.nextInt(4) > phase) {
                Entry added = new Entry(size, i, i % 101, i % 7);
                Entry replaced = oracle.add(address, added);
                AddressTable.Answer answer = random.add(address, size, i, i % 101, i % 7, block);
                assertThat(answer).isEqualTo(replaced == null ? NONE : FOUND);
                if (replaced != null) {
                    assertThat(entry()).isEqualTo(replaced);
                }
            } else {
                AddressTable.Answer answer = random.remove(address, size, block);
                assertThat(oracle.remove(address, size, answer == FOUND ? entry() : null))
                        .as("step %s: %s of %s bytes at %s", i, answer, size, address)
                        .isTrue();
            }
            assertThat(random.size()).isEqualTo(oracle.size);
        }
        oracle.blocks.forEach((address, entries) -> {
            for (Entry entry : List.copyOf(entries)) {
                assertThat(random.remove(address, entry.size, block)).isEqualTo(FOUND);
                assertThat(oracle.remove(address, entry.size, entry())).isTrue();
            }
        });
        assertThat(random.size()).isZero();
    }

    /** All pages fill at the same pace, and are split when they are full to seven eighths. */
    @Test
    void pagesAreFullToFourEighthsOrMore() {
        for (int i = 1; i <= 400_000; i++) {
            table.add(i * 48L, 7, 1, 1, 0, block);
            if (i >= 10_000 && i % 5_000 == 0) {
                assertThat(memory.bytes() / i).isBetween(32L, 76L);
            }
        }
    }

    @Test
    void withoutMemoryABlockIsLostAndTheOthersStay() {
        BoundedMemory bounded = new BoundedMemory(1 << 20);
        AddressTable small = new AddressTable(1, bounded, Profiles.impatient());
        int added = 0;
        while (small.add(added * 16L, 7, 1, added, 0, block) == NONE) {
            added++;
        }
        assertThat(added).isGreaterThan(17_000);
        assertThat(small.add(added * 16L, 7, 1, added, 0, block)).isEqualTo(LOST);
        assertThat(small.size()).isEqualTo(added);
        assertThat(small.add(0, 13, 1, 2, 0, block))
                .as("takes a place that is there")
                .isEqualTo(FOUND);
        for (int i = 1; i < added; i++) {
            assertThat(small.remove(i * 16L, 7, block)).isEqualTo(FOUND);
        }
    }

    @Test
    void aShardThatCannotBeHadLosesTheEvent() throws InterruptedException {
        AddressTable one = new AddressTable(1, memory, Profiles.impatient());
        one.add(16, 7, 1, 1, 0, block);
        Profiles.elsewhere(() -> assertThat(one.claim(16)).isTrue());
        assertThat(one.remove(16, 7, block)).isEqualTo(LOST);
        assertThat(one.add(32, 7, 1, 1, 0, block)).isEqualTo(LOST);
        assertThat(one.recover()).isFalse();
        assertThat(one.size()).isEqualTo(1);
    }

    @Test
    void aThreadGivesUpWhatItCouldNotRelease() {
        assertThat(table.claim(16)).isTrue();
        assertThat(table.recover()).isTrue();
        assertThat(table.recover()).isFalse();
        assertThat(table.claim(16)).isTrue();
        assertThat(add(16, 7, 1, 1, 0)).isEqualTo(NONE);
        assertThat(remove(16, 7)).isEqualTo(new Entry(7, 1, 1, 0));
    }

    @Test
    void threadsThatFreeEachOthersBlocksLoseNone() throws InterruptedException {
        AddressTable shared = new AddressTable(4, memory, Patience.USUAL);
        int threads = 4;
        int each = 20_000;
        List<Thread> running = new ArrayList<>();
        long[] found = new long[threads];
        for (int t = 0; t < threads; t++) {
            int me = t;
            running.add(Thread.ofPlatform().start(() -> {
                AddressTable.Block own = new AddressTable.Block();
                for (int i = 0; i < each; i++) {
                    shared.add((i * (long) threads + me) * 16, 1 + me, 1, i, 0, own);
                    int other = (me + 1) % threads;
                    if (shared.remove((i / 2 * (long) threads + other) * 16, 1 + other, own) == FOUND) {
                        found[me]++;
                    }
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        long removed = 0;
        for (long f : found) {
            removed += f;
        }
        assertThat(shared.size()).isEqualTo((long) threads * each - removed);
        for (int i = 0; i < threads * each; i++) {
            removed += shared.remove(i * 16L, 1 + i % threads, block) == FOUND ? 1 : 0;
        }
        assertThat(removed).isEqualTo((long) threads * each);
        assertThat(shared.size()).isZero();
    }

    private AddressTable.Answer add(long address, long size, long birth, int row, int era) {
        return table.add(address, size, birth, row, era, block);
    }

    private Entry remove(long address, long size) {
        assertThat(table.remove(address, size, block)).isEqualTo(FOUND);
        return entry();
    }

    private Entry entry() {
        return new Entry(block.size, block.birth, block.row, block.era);
    }

    private record Entry(long size, long birth, int row, int era) {}

    /** What the table should hold. */
    private static final class Oracle {

        private final Map<Long, List<Entry>> blocks = new HashMap<>();
        private long size;

        Entry add(long address, Entry entry) {
            List<Entry> here = blocks.computeIfAbsent(address, a -> new ArrayList<>());
            Entry replaced = null;
            if (entry.size != 0) {
                for (Entry other : here) {
                    replaced = other.size != 0 ? other : replaced;
                }
                here.remove(replaced);
            }
            here.add(entry);
            size += replaced == null ? 1 : 0;
            return replaced;
        }

        /** Whether that block, or null for none, may be found. */
        boolean remove(long address, long bytes, Entry found) {
            List<Entry> here = blocks.getOrDefault(address, new ArrayList<>());
            if (found == null) {
                return here.stream().noneMatch(entry -> entry.size == bytes);
            }
            boolean right = found.size == bytes && here.remove(found);
            size -= right ? 1 : 0;
            return right;
        }
    }
}
