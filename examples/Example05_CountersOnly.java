import io.github.underheap.Profiler;
import io.github.underheap.Tracker;
import io.github.underheap.TrackingArena;
import io.github.underheap.profile.AllocStats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Lesson 5: counters without stacks, and windows. {@code capture=none} costs a fraction of what stacks cost; a {@link Profiler}
 * says what one piece of code allocated and what of that it kept, apart from all that went before.
 *
 * <pre>
 *   ./underheap run --capture=none examples/Example05_CountersOnly.java
 * </pre>
 *
 * <p>What to see:
 *
 * <ul>
 *   <li>The window around {@code decode} knows nothing of the 1,000,003 bytes that were live before it. Its peak is its own.
 *   <li>{@code decode} keeps a thumbnail and closes the one from before. The tracker's live bytes are the same before and after it;
 *       the window shows the 4,099 bytes that stay. So a test that compares a window's live bytes with 0 sees a leak, whatever else
 *       is freed meanwhile.
 *   <li>Without {@code --capture=none} the numbers are the same, and the table says where they come from.
 * </ul>
 */
public final class Example05_CountersOnly {

    private static final int TABLE_BYTES = 1_000_003;
    private static final int PIXEL_BYTES = 40_009;
    private static final int SCRATCH_BYTES = 307;
    private static final int THUMBNAIL_BYTES = 4_099;

    private static Arena thumbnail = TrackingArena.ofConfined();

    public static void main(String[] args) {
        try (Arena tables = TrackingArena.ofShared()) {
            MemorySegment table = tables.allocate(TABLE_BYTES);
            keepThumbnail(table);
            print("before ", Tracker.global().snapshot());
            try (Profiler window = Profiler.start()) {
                decode();
                print("decode ", window.stop());
            }
            print("tracker", Tracker.global().snapshot());
        }
        print("at last", Tracker.global().snapshot());
    }

    /** Ten rounds of scratch memory, the pixels, and a thumbnail. */
    private static void decode() {
        try (Arena image = TrackingArena.ofConfined()) {
            MemorySegment pixels = image.allocate(PIXEL_BYTES);
            for (int row = 0; row < 10; row++) {
                decodeRow(pixels);
            }
            keepThumbnail(pixels);
        }
    }

    private static void decodeRow(MemorySegment pixels) {
        try (Arena scratch = TrackingArena.ofConfined()) {
            pixels.copyFrom(scratch.allocate(SCRATCH_BYTES));
        }
    }

    private static void keepThumbnail(MemorySegment of) {
        thumbnail.close();
        thumbnail = TrackingArena.ofConfined();
        thumbnail.allocate(THUMBNAIL_BYTES).copyFrom(of.asSlice(0, THUMBNAIL_BYTES));
    }

    private static void print(String what, AllocStats stats) {
        System.out.println(what + ": total " + stats.totalBytes() + " bytes in " + stats.allocCount() + " blocks, peak "
                + stats.peakBytes() + " in " + stats.peakBlocks() + ", live " + stats.currentBytes() + " in "
                + stats.currentBlocks());
    }
}
