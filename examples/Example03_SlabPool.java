import io.github.underheap.Tracker;
import io.github.underheap.TrackingAllocator;
import io.github.underheap.TrackingArena;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Lesson 3: pools and slices. What is cut from a block that is tracked already is a <em>part</em>: it has columns of its own, and
 * the totals count the block that it was cut from, once.
 *
 * <p>A pool in the manner of Netty's cuts slabs into cells, and its buffers are counted by {@code retain} and {@code release}.
 * Its profile alone shows slabs and nothing of who uses them; {@link Tracker#parts} and {@link TrackingAllocator#free} show that
 * too. One handler forgets to release its buffer.
 *
 * <pre>
 *   ./underheap run examples/Example03_SlabPool.java
 * </pre>
 *
 * <p>What to see:
 *
 * <ul>
 *   <li><em>Total</em> is two slabs and three messages, although 280 parts were handed out.
 *   <li>The last lines of the program: the site of forgetfulHandler holds 20 parts. Those of the other handlers, and the
 *       fields of the messages, are all given back. That is the leak, and not "the pool".
 * </ul>
 */
public final class Example03_SlabPool {

    private static final int SLAB_BYTES = 131_101;
    private static final int CELL_BYTES = 8_191;
    private static final int REQUEST_BYTES = 1_021;
    private static final int ANSWER_BYTES = 4_093;
    private static final int MESSAGE_BYTES = 10_007;
    private static final int FIELD_BYTES = 499;

    public static void main(String[] args) {
        try (TrackingArena slabs = TrackingArena.ofShared()) {
            Pool pool = new Pool(slabs);
            for (int request = 1; request <= 100; request++) {
                carefulHandler(pool);
                retainingHandler(pool);
                if (request % 5 == 0) {
                    forgetfulHandler(pool);
                }
            }
            for (int message = 1; message <= 3; message++) {
                parseMessage();
            }
            System.out.println(pool.slabCount + " slabs, 3 messages; parts of them that are still in use, by site:");
            printPartsInUse();
        }
    }

    private static void carefulHandler(Pool pool) {
        Buffer request = pool.buffer(REQUEST_BYTES);
        request.release();
    }

    /** The answer is handed on, and who gets it retains it. */
    private static void retainingHandler(Pool pool) {
        Buffer answer = pool.buffer(ANSWER_BYTES);
        answer.retain();
        answer.release();
        answer.release();
    }

    private static void forgetfulHandler(Pool pool) {
        Buffer request = pool.buffer(REQUEST_BYTES);
        request.retain();
        request.release(); // One release for two references: the cell never goes back to its pool.
    }

    /** A slicing allocator of the JDK cuts as a pool does: the message is a block, its fields are parts of it. */
    private static void parseMessage() {
        try (TrackingArena arena = TrackingArena.ofConfined()) {
            MemorySegment message = arena.allocate(MESSAGE_BYTES);
            SegmentAllocator fields = Tracker.global().parts(SegmentAllocator.slicingAllocator(message), arena);
            for (int field = 1; field <= 20; field++) {
                fields.allocate(FIELD_BYTES);
            }
        }
    }

    private static void printPartsInUse() {
        for (AllocationSite site : Tracker.global().sites()) {
            if (site.logicalBlocks() > 0) {
                System.out.println(site.logicalLiveBytes() + " bytes in " + site.logicalLiveBlocks() + " of "
                        + site.logicalBlocks() + " parts: " + userOfPool(site));
            }
        }
    }

    private static String userOfPool(AllocationSite site) {
        return site.frames().stream()
                .filter(frame -> !frame.className().equals(Pool.class.getName()))
                .findFirst()
                .map(Frame::methodName)
                .orElseThrow();
    }

    /** Cuts slabs into cells; a cell that comes back is used again. */
    private static final class Pool {

        private final Arena slabs;
        private final TrackingAllocator parts;
        private final Deque<MemorySegment> freeCells = new ArrayDeque<>();
        private final Map<Long, MemorySegment> cellsInUse = new HashMap<>();
        private int slabCount;

        Pool(TrackingArena slabs) {
            this.slabs = slabs;
            this.parts = Tracker.global().parts(this::cut, slabs);
        }

        Buffer buffer(int bytes) {
            return new Buffer(this, parts.allocate(bytes));
        }

        private MemorySegment cut(long bytes, long alignment) {
            if (freeCells.isEmpty()) {
                addSlab();
            }
            MemorySegment cell = freeCells.pop();
            cellsInUse.put(cell.address(), cell);
            return cell.asSlice(0, bytes);
        }

        private void addSlab() {
            MemorySegment slab = slabs.allocate(SLAB_BYTES);
            slabCount++;
            for (long at = 0; at + CELL_BYTES <= SLAB_BYTES; at += CELL_BYTES) {
                freeCells.add(slab.asSlice(at, CELL_BYTES));
            }
        }

        private void giveBack(MemorySegment memory) {
            parts.free(memory);
            freeCells.push(cellsInUse.remove(memory.address()));
        }
    }

    /** Memory of a pool, given back with its last reference. */
    private static final class Buffer {

        private final Pool pool;
        private final MemorySegment memory;
        private int references = 1;

        Buffer(Pool pool, MemorySegment memory) {
            this.pool = pool;
            this.memory = memory;
        }

        void retain() {
            references++;
        }

        void release() {
            references--;
            if (references == 0) {
                pool.giveBack(memory);
            }
        }
    }
}
