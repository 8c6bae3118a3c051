import io.github.underheap.TrackingArena;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Lesson 4: one shared arena, many threads. It is closed while they still want more of it, and the numbers are exact all the
 * same: each block is counted once and freed once, or never was.
 *
 * <p>Platform and virtual threads allocate until the arena refuses; then each adds what it got to a count of the program's own.
 *
 * <pre>
 *   ./underheap run examples/Example04_SharedArena.java
 * </pre>
 *
 * <p>What to see: the two lines of the program agree to the block with the rows of fillOnPlatform and fillOnVirtual, and
 * <em>At t-end</em> is 0 bytes in 0 blocks. How many blocks there were is another number in every run. They all end in one step,
 * so <em>At t-gmax</em> is Total.
 */
public final class Example04_SharedArena {

    private static final int THREADS_OF_A_KIND = 4;
    private static final int BLOCKS_BEFORE_CLOSE = 500;
    private static final int PLATFORM_BYTES = 101;
    private static final int VIRTUAL_BYTES = 211;

    private final Arena arena = TrackingArena.ofShared();
    private final CountDownLatch underWay = new CountDownLatch(2 * THREADS_OF_A_KIND);
    private final LongAdder platformBlocks = new LongAdder();
    private final LongAdder virtualBlocks = new LongAdder();

    public static void main(String[] args) throws InterruptedException {
        new Example04_SharedArena().run();
    }

    private void run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS_OF_A_KIND; i++) {
            threads.add(Thread.ofPlatform().start(this::fillOnPlatform));
            threads.add(Thread.ofVirtual().start(this::fillOnVirtual));
        }
        underWay.await();
        arena.close();
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("platform threads got " + platformBlocks + " blocks of " + PLATFORM_BYTES + " bytes");
        System.out.println("virtual threads got " + virtualBlocks + " blocks of " + VIRTUAL_BYTES + " bytes");
    }

    private void fillOnPlatform() {
        platformBlocks.add(allocateUntilClosed(PLATFORM_BYTES));
    }

    private void fillOnVirtual() {
        virtualBlocks.add(allocateUntilClosed(VIRTUAL_BYTES));
    }

    private long allocateUntilClosed(int bytes) {
        long blocks = 0;
        while (true) {
            try {
                arena.allocate(bytes);
            } catch (IllegalStateException closed) {
                return blocks;
            }
            blocks++;
            if (blocks == BLOCKS_BEFORE_CLOSE) {
                underWay.countDown();
            }
            if (blocks >= BLOCKS_BEFORE_CLOSE) {
                LockSupport.parkNanos(100_000); // Lets the others have their turn until the arena is closed.
            }
        }
    }
}
