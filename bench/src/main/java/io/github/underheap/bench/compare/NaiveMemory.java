package io.github.underheap.bench.compare;

import java.lang.StackWalker.StackFrame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What one writes in an afternoon: a wrapper of arenas that walks the stack with each allocation, finds the counters of the site in a
 * concurrent map, and takes the bytes off again when the arena is closed. It knows no peak and no lifetimes.
 */
final class NaiveMemory implements Memory {

    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final String OWN = NaiveMemory.class.getName();

    private final Map<List<Line>, Counters> sites = new ConcurrentHashMap<>();

    @Override
    public Arena confined() {
        return new NaiveArena(this, Arena.ofConfined(), new ArrayList<>(1));
    }

    @Override
    public Arena shared() {
        return new NaiveArena(this, Arena.ofShared(), new ConcurrentLinkedQueue<>());
    }

    @Override
    public Parts parts(SlabPool pool) {
        return new NaiveParts(this, pool, new HashMap<>());
    }

    private Block allocated(long bytes) {
        Counters site = sites.computeIfAbsent(WALKER.walk(NaiveMemory::site), _ -> new Counters());
        site.blocks.increment();
        site.liveBytes.add(bytes);
        return new Block(site, bytes);
    }

    private static List<Line> site(Stream<StackFrame> frames) {
        return frames.dropWhile(frame -> frame.getClassName().startsWith(OWN))
                .limit(Peer.SITE_FRAMES)
                .map(frame -> new Line(frame.getClassName(), frame.getMethodName(), frame.getByteCodeIndex()))
                .toList();
    }

    @Override
    public Long recorded() {
        return sites.values().stream().mapToLong(site -> site.blocks.sum()).sum();
    }

    @Override
    public void close() {
        long live =
                sites.values().stream().mapToLong(site -> site.liveBytes.sum()).sum();
        if (live != 0) {
            throw new IllegalStateException(live + " bytes are live after all arenas are closed");
        }
    }

    private record Line(String type, String method, int index) {}

    private record Counters(LongAdder blocks, LongAdder liveBytes) {

        Counters() {
            this(new LongAdder(), new LongAdder());
        }
    }

    private record Block(Counters site, long bytes) {

        void freed() {
            site.liveBytes.add(-bytes);
        }
    }

    private record NaiveArena(NaiveMemory memory, Arena arena, Collection<Block> blocks) implements Arena {

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            MemorySegment segment = arena.allocate(byteSize, byteAlignment);
            blocks.add(memory.allocated(byteSize));
            return segment;
        }

        @Override
        public MemorySegment.Scope scope() {
            return arena.scope();
        }

        @Override
        public void close() {
            arena.close();
            blocks.forEach(Block::freed);
        }
    }

    /** For one thread, as the pool is. */
    private record NaiveParts(NaiveMemory memory, SlabPool pool, Map<Long, Block> taken) implements Parts {

        @Override
        public MemorySegment take(long bytes) {
            MemorySegment part = pool.allocate(bytes);
            taken.put(part.address(), memory.allocated(bytes));
            return part;
        }

        @Override
        public void giveBack(MemorySegment part) {
            taken.remove(part.address()).freed();
            pool.free(part);
        }
    }
}
