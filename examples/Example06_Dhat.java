import io.github.underheap.TrackingArena;
import io.github.underheap.dhat.AdHocStats;
import io.github.underheap.dhat.Dhat;
import io.github.underheap.dhat.HeapStats;
import io.github.underheap.dhat.Profiler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Lesson 6: a program that profiles itself, with the names of dhat-rs: from here to there, with a file of its own, with assertions on how much
 * a call allocates, and with events that are no allocations.
 *
 * <pre>
 *   ./underheap run examples/Example06_Dhat.java
 * </pre>
 *
 * <p>What to see:
 *
 * <ul>
 *   <li>The first profiler saves {@code dhat-heap.json} when it is closed. It has the ten messages, and not the 1,000,003 bytes that are
 *       live before. The profile of the whole process would go to the same file; so it goes beside it, and one line says so.
 *   <li>The second one is for testing: {@code encode} allocates two blocks, and the program would fail if it were three.
 *   <li>The third one counts rows in {@code dhat-ad-hoc.json}, by the line that counts them.
 * </ul>
 */
public final class Example06_Dhat {

    private static final int DICTIONARY_BYTES = 1_000_003;
    private static final int MESSAGE_BYTES = 4_099;
    private static final int SCRATCH_BYTES = 1_009;

    public static void main(String[] args) {
        try (Arena start = TrackingArena.ofShared()) {
            start.allocate(DICTIONARY_BYTES);
            try (Profiler _ = Profiler.newHeap()) {
                for (int message = 0; message < 10; message++) {
                    encode();
                }
            }
            try (Profiler _ = Profiler.builder().testing().build()) {
                encode();
                HeapStats stats = HeapStats.get();
                Dhat.assertEquals(2, stats.totalBlocks(), "encode allocates the message and its scratch memory");
                Dhat.assertEquals(0, stats.currBytes());
                System.out.println("encode: " + stats.totalBytes() + " bytes in " + stats.totalBlocks() + " blocks");
            }
            try (Profiler _ = Profiler.newAdHoc()) {
                for (int rows : new int[] {101, 103, 107}) {
                    read(rows);
                }
                System.out.println("read: " + AdHocStats.get().totalUnits() + " rows");
            }
        }
    }

    private static void encode() {
        try (Arena arena = TrackingArena.ofConfined()) {
            MemorySegment message = arena.allocate(MESSAGE_BYTES);
            arena.allocate(SCRATCH_BYTES).copyFrom(message.asSlice(0, SCRATCH_BYTES));
        }
    }

    private static void read(int rows) {
        Dhat.adHocEvent(rows);
    }
}
