package io.github.underheap.memory;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Whatever threads add at once, each content has one number for all, and the number is that of the content. */
@Param(name = "key", gen = IntGen.class, conf = "1:5")
public class InternIndexLincheckTest {

    private static final int TWO_NUMBERS = -1;

    private final AtomicIntegerArray numbers = new AtomicIntegerArray(6);
    private final Index index = new Index(new HeapMemory());

    /** The content of the record, or {@link #TWO_NUMBERS} if another call found another one. */
    @Operation
    public int intern(@Param(name = "key") int key) {
        int number = index.intern(key, key << 8);
        int other = numbers.compareAndExchange(key, 0, number + 1);
        return other == 0 || other == number + 1 ? index.contentOf(number) : TWO_NUMBERS;
    }

    @Test
    void isLinearizableInSomeHundredInterleavings() {
        new ModelCheckingOptions()
                .iterations(3)
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(3)
                .sequentialSpecification(OneAfterTheOther.class)
                .check(InternIndexLincheckTest.class);
    }

    /** What an index should say. */
    public static final class OneAfterTheOther {

        public int intern(int key) {
            return key;
        }
    }

    /** Starts with two slots, so it doubles twice; all keys have one home slot. */
    private static final class Index extends InternIndex<Integer> {

        private final ChunkedRegion records;

        Index(MemorySource source) {
            this(source, new Header(source));
        }

        private Index(MemorySource source, Header header) {
            super(Region.SITE_INDEX, header, source, new Patience(Long.MAX_VALUE / 2, () -> 0), 2);
            records = new ChunkedRegion(Region.FRAMES, header, source, Integer.BYTES, 3);
        }

        int contentOf(int number) {
            return Words.getInt(records.chunk(number), records.offset(number));
        }

        @Override
        boolean matches(int number, Integer key) {
            return contentOf(number) == key;
        }

        @Override
        int append(Integer key) {
            int number = records.reserve(1, Long.MAX_VALUE);
            Words.setInt(records.chunk(number), records.offset(number), key);
            return number;
        }
    }
}
