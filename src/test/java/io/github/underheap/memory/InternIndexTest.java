package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InternIndexTest {

    private final List<String> records = Collections.synchronizedList(new ArrayList<>());
    private final BoundedMemory memory = new BoundedMemory(1 << 26);

    /** Below, at and above the number of slots of a chunk. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 64, 512, 1_024, 2_048, 65_536})
    void findsWhatItAddedWhileItDoubles(int slots) {
        Index index = new Index(slots, 0);
        for (int i = 0; i < 20_000; i++) {
            assertThat(index.intern(i)).isEqualTo(i);
            assertThat(index.intern(i / 2)).isEqualTo(i / 2);
        }
        for (int i = 0; i < 20_000; i++) {
            assertThat(index.intern(i)).isEqualTo(i);
        }
        assertThat(records).hasSize(20_000);
    }

    @Test
    void aLargerTableTakesMemoryOnlyWhereItIsUsed() {
        PooledMemory source = new PooledMemory();
        Index index = new Index(source, 1 << 20, 0);
        long atFirst = source.bytes();
        assertThat(index.intern(7)).isZero();
        assertThat(source.bytes() - atFirst).isEqualTo(8_192);
    }

    @Test
    void withoutMemoryKnownRecordsAreFound() {
        Index index = new Index(64, 0);
        memory.leave(20_000);
        int added = 0;
        while (index.intern(added) != InternIndex.NONE) {
            added++;
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(index.intern(added + i)).isEqualTo(InternIndex.NONE);
        }
        for (int i = 0; i < added; i++) {
            assertThat(index.intern(i)).isEqualTo(i);
        }
    }

    @Test
    void memoryThatComesBackIsUsed() {
        Index index = new Index(64, 0);
        memory.leave(20_000);
        int added = 0;
        while (index.intern(added) != InternIndex.NONE) {
            added++;
        }
        memory.leave(1 << 20);
        for (int i = 1; i < 1_024; i++) {
            assertThat(index.intern(added)).isEqualTo(InternIndex.NONE);
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(index.intern(added + i)).isEqualTo(added + i);
        }
        for (int i = 0; i < added + 10_000; i++) {
            assertThat(index.intern(i)).isEqualTo(i);
        }
    }

    @Test
    void whileThereIsNoRoomItIsTriedMoreAndMoreSeldom() {
        Index index = new Index(64, 0);
        index.isFull = true;
        for (int i = 0; i < 100_000; i++) {
            assertThat(index.intern(i)).isEqualTo(InternIndex.NONE);
        }
        // Once at first, then at 1,024, 2,048 and so on up to 65,536 refusals.
        assertThat(index.tries).isEqualTo(1 + 7);
        assertThat(records).isEmpty();
    }

    /** The owner of a slot is stopped while it writes; another thread gives the slot up and adds the record itself. */
    @Test
    void anOwnerThatComesBackTakesTheRecordOfTheOther() throws InterruptedException {
        Index index = new Index(64, 1);
        int[] numbers = new int[1];
        Thread owner = Thread.ofPlatform().start(() -> numbers[0] = index.intern(5));
        index.writing.await();
        assertThat(index.intern(5)).isEqualTo(1);
        index.goOn.countDown();
        owner.join();
        assertThat(numbers[0]).isEqualTo(1);
        assertThat(index.intern(5)).isEqualTo(1);
        assertThat(records).containsExactly("5", "5");
    }

    /** The same, but nobody else wants the record: others only move the table. */
    @Test
    void anOwnerWhoseSlotWasGivenUpPublishesItsRecordInAnother() throws InterruptedException {
        Index index = new Index(64, 1);
        int[] numbers = new int[1];
        index.sameHash = true;
        Thread owner = Thread.ofPlatform().start(() -> numbers[0] = index.intern(5));
        index.writing.await();
        for (int i = 10; i < 110; i++) {
            assertThat(index.intern(i)).isEqualTo(i - 9);
        }
        index.goOn.countDown();
        owner.join();
        assertThat(numbers[0]).isZero();
        assertThat(index.intern(5)).isZero();
        assertThat(records).hasSize(101);
    }

    @Test
    void aWriterThatFailsLeavesNoRecordAndOthersGoOn() {
        Index index = new Index(64, 0);
        index.failure = new StackOverflowError();
        try {
            int ignored = index.intern(5);
            throw new AssertionError("should have failed");
        } catch (StackOverflowError e) {
            index.failure = null;
        }
        assertThat(index.intern(6)).isZero();
    }

    /** Records are texts of numbers. */
    private final class Index extends InternIndex<Integer> {

        private final CountDownLatch writing = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicInteger stopped;
        private Error failure;
        private boolean sameHash;
        private boolean isFull;
        private int tries;

        Index(int slots, int stopped) {
            this(memory, slots, stopped);
        }

        Index(MemorySource source, int slots, int stopped) {
            super(Region.STRING_INDEX, new Header(source), source, Profiles.impatient(), slots);
            this.stopped = new AtomicInteger(stopped);
        }

        int intern(int key) {
            return intern(key, sameHash ? 42 : Hashes.fold(key));
        }

        @Override
        boolean matches(int number, Integer key) {
            return records.get(number).equals(Integer.toString(key));
        }

        @Override
        int append(Integer key) {
            if (failure != null) {
                throw failure;
            }
            if (isFull) {
                tries++;
                return NONE;
            }
            int number;
            synchronized (records) {
                records.add(Integer.toString(key));
                number = records.size() - 1;
            }
            if (stopped.getAndDecrement() > 0) {
                writing.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return number;
        }
    }
}
