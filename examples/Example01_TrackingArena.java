import io.github.underheap.TrackingArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Lesson 1: pass a {@link TrackingArena} where an {@link Arena} is wanted.
 *
 * <p>A small server, played on one thread: an index that is rebuilt while the old one still answers, a buffer or two per
 * request, and a cache. Nothing in it knows of the profiler but the three lines that open an arena.
 *
 * <pre>
 *   ./underheap run examples/Example01_TrackingArena.java
 * </pre>
 *
 * <p>What to see, on the terminal and in dhat-heap.json (docs/read-the-report.md says how to open it):
 *
 * <ul>
 *   <li>The 200 answers are most of <em>Total</em>, and nearly nothing of <em>At t-gmax</em>: they come and go.
 *   <li>The peak is in rebuildIndex, while two indexes are live. loadIndex is one method and two sites, since a site is the
 *       whole stack.
 *   <li>Still live <em>At t-end</em>: the new index, and 50 thumbnails that nobody ever throws out.
 * </ul>
 *
 * <p>All sizes are distinct primes, so a number of bytes says whose they are.
 */
public final class Example01_TrackingArena {

    private static final int TABLES = 3;
    private static final int TABLE_BYTES = 1_000_003;
    private static final int REQUEST_BYTES = 1_009;
    private static final int ANSWER_BYTES = 65_537;
    private static final int THUMBNAIL_BYTES = 4_099;

    private final List<MemorySegment> thumbnails = new ArrayList<>();
    private final Arena cache = TrackingArena.ofAuto();
    private Arena index = TrackingArena.ofShared();

    public static void main(String[] args) {
        new Example01_TrackingArena().run();
    }

    private void run() {
        startUp();
        for (int day = 1; day <= 2; day++) {
            if (day == 2) {
                rebuildIndex();
            }
            serve(100);
        }
        System.out.println("served 200 requests, rebuilt the index once, cached " + thumbnails.size() + " thumbnails");
    }

    private void startUp() {
        loadIndex(index);
    }

    private void rebuildIndex() {
        Arena fresh = TrackingArena.ofShared();
        loadIndex(fresh);
        index.close();
        index = fresh;
    }

    /** Any code that takes an Arena takes a TrackingArena. */
    private static void loadIndex(Arena arena) {
        for (int table = 0; table < TABLES; table++) {
            arena.allocate(TABLE_BYTES).fill((byte) table);
        }
    }

    private void serve(int requests) {
        for (int request = 0; request < requests; request++) {
            try (Arena arena = TrackingArena.ofConfined()) {
                MemorySegment question = readRequest(arena);
                renderAnswer(arena, question);
                if (request % 4 == 0) {
                    rememberThumbnail();
                }
            }
        }
    }

    private static MemorySegment readRequest(Arena arena) {
        return arena.allocate(REQUEST_BYTES);
    }

    private static MemorySegment renderAnswer(Arena arena, MemorySegment question) {
        MemorySegment answer = arena.allocate(ANSWER_BYTES);
        return answer.copyFrom(question);
    }

    private void rememberThumbnail() {
        thumbnails.add(cache.allocate(THUMBNAIL_BYTES));
    }
}
