import io.github.underheap.AllocStats;
import io.github.underheap.Capture;
import io.github.underheap.Profiler;
import io.github.underheap.Tracker;
import io.github.underheap.TrackerOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Lesson 5: counters without stacks, and windows. {@link Capture#NONE} costs a fraction of what stacks cost; a {@link Profiler}
 * says what one piece of code did, apart from all that went before.
 *
 * <p>The program has a tracker of its own, so its arenas come from there; with a file name it also writes the profile itself.
 *
 * <pre>
 *   ./underheap run examples/Example05_CountersOnly.java [FILE]
 * </pre>
 *
 * <p>What to see: the window around {@code decode} knows nothing of the 1,000,003 bytes that were live before it. Its peak is
 * its own. The tracker's peak is the sum of the two. (The launcher remarks that no profile was written: that is the one of
 * {@link Tracker#global()}, which this program does not use.)
 */
public final class Example05_CountersOnly {

    private static final int TABLE_BYTES = 1_000_003;
    private static final int PIXEL_BYTES = 40_009;
    private static final int SCRATCH_BYTES = 307;

    public static void main(String[] args) throws IOException {
        TrackerOptions countersOnly =
                TrackerOptions.builder().capture(Capture.NONE).build();
        try (Tracker tracker = Tracker.create(countersOnly)) {
            Arena tables = tracker.ofShared();
            tables.allocate(TABLE_BYTES);
            try (Profiler window = Profiler.start(tracker)) {
                decode(tracker);
                print("decode ", window.stop());
            }
            print("tracker", tracker.snapshot());
            if (args.length > 0) {
                tracker.writeDhat(Path.of(args[0]));
            }
            tables.close();
            print("at last", tracker.snapshot());
        }
    }

    /** Ten rounds of scratch memory, and the pixels. */
    private static void decode(Tracker tracker) {
        try (Arena image = tracker.ofConfined()) {
            MemorySegment pixels = image.allocate(PIXEL_BYTES);
            for (int row = 0; row < 10; row++) {
                decodeRow(tracker, pixels);
            }
        }
    }

    private static void decodeRow(Tracker tracker, MemorySegment pixels) {
        try (Arena scratch = tracker.ofConfined()) {
            pixels.copyFrom(scratch.allocate(SCRATCH_BYTES));
        }
    }

    private static void print(String what, AllocStats stats) {
        System.out.println(what + ": total " + stats.totalBytes() + " bytes in " + stats.allocCount() + " blocks, peak "
                + stats.peakBytes() + " in " + stats.peakBlocks() + ", live " + stats.currentBytes() + " in "
                + stats.currentBlocks());
    }
}
