package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of the process-wide {@link BlockPool} that belong together and are given back together: by {@link #release()}, or else when
 * this object is no longer reachable.
 *
 * <p>What was unreachable is noticed when somebody next asks for memory: there is no thread that waits for it, and nothing
 * that would keep the library's class loader.
 *
 * <p><b>Race: use against giving back.</b> A block that was given back belongs to somebody else at once, so nobody may touch it any
 * more. Segments do not keep this object reachable: whoever uses one holds this object and ends with a
 * {@link Reference#reachabilityFence}. Whoever calls {@link #release()} knows that no other thread is still at work.
 *
 * <p><b>Race: allocation against release.</b> A block joins the list by compare-and-set; the release replaces the whole list by a mark.
 * A block that finds the mark goes back at once.
 *
 * <p>Thread-safe.
 */
public final class PooledMemory implements MemorySource {

    private static final ReferenceQueue<PooledMemory> UNREACHABLE = new ReferenceQueue<>();

    /** Keeps the references themselves reachable. */
    private static final Set<Blocks> OWNERS = ConcurrentHashMap.newKeySet();

    /** Bounds the work that one allocation does for others; it is more than what one allocation adds. */
    private static final int OWNERS_AT_ONCE = 16;

    private final Blocks blocks;

    public PooledMemory() {
        takeBackUnreachable();
        blocks = new Blocks(this);
        OWNERS.add(blocks);
    }

    /**
     * {@inheritDoc}
     *
     * @param size at most 64 KiB
     * @throws IllegalStateException after {@link #release()}
     */
    @Override
    public MemorySegment allocate(long size) {
        try {
            takeBackUnreachable();
            return blocks.take(size);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Bytes of the blocks taken from the pool so far. */
    public long bytes() {
        return blocks.bytes.get();
    }

    /** Gives all blocks back. Nobody may use them any more. Later calls do nothing. */
    public void release() {
        try {
            blocks.giveBack();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private static void takeBackUnreachable() {
        for (int i = 0; i < OWNERS_AT_ONCE; i++) {
            Reference<?> unreachable = UNREACHABLE.poll();
            if (unreachable == null) {
                return;
            }
            ((Blocks) unreachable).giveBack();
        }
    }

    /** The blocks of one owner, and the reference that tells when it is unreachable. */
    private static final class Blocks extends PhantomReference<PooledMemory> {

        private static final Block RELEASED = new Block(0, 0);

        private final AtomicReference<@Nullable Block> last = new AtomicReference<>();
        private final AtomicLong bytes = new AtomicLong();

        Blocks(PooledMemory owner) {
            super(owner, UNREACHABLE);
        }

        MemorySegment take(long size) {
            int sizeClass = BlockPool.classOf(size);
            Block block = new Block(sizeClass, BlockPool.take(sizeClass));
            Block before;
            do {
                before = last.get();
                if (before == RELEASED) {
                    BlockPool.give(block.sizeClass, block.number);
                    throw new IllegalStateException("this memory has been released");
                }
                block.next = before;
            } while (!last.compareAndSet(before, block));
            bytes.addAndGet(BlockPool.bytesOf(sizeClass));
            return BlockPool.segment(block.number, size);
        }

        void giveBack() {
            Block block = last.getAndSet(RELEASED);
            while (block != null && block != RELEASED) {
                BlockPool.give(block.sizeClass, block.number);
                block = block.next;
            }
            clear();
            OWNERS.remove(this);
        }
    }

    private static final class Block {

        private final int sizeClass;
        private final int number;
        private @Nullable Block next;

        Block(int sizeClass, int number) {
            this.sizeClass = sizeClass;
            this.number = number;
        }
    }
}
