package io.github.underheap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;

/** Blocks that are allocated at four sites in the code, and end together. */
abstract class ScriptedArena implements AutoCloseable {

    /** Calls {@code a} to {@code d}, or resizes block 1 for {@code r1}. */
    final void call(String name, long bytes) {
        switch (name) {
            case "a" -> a(bytes);
            case "b" -> b(bytes);
            case "c" -> c(bytes);
            case "d" -> d(bytes);
            default -> other(Integer.parseInt(name.substring(1)) - 1, bytes);
        }
    }

    abstract void a(long bytes);

    abstract void b(long bytes);

    abstract void c(long bytes);

    abstract void d(long bytes);

    abstract void other(int block, long bytes);

    @Override
    public abstract void close();

    /** Blocks of a {@link TrackingArena}. */
    static final class OfArena extends ScriptedArena {

        private final Arena arena;

        OfArena(Tracker tracker) {
            arena = tracker.ofConfined();
        }

        @Override
        void a(long bytes) {
            arena.allocate(bytes);
        }

        @Override
        void b(long bytes) {
            arena.allocate(bytes);
        }

        @Override
        void c(long bytes) {
            arena.allocate(bytes);
        }

        @Override
        void d(long bytes) {
            arena.allocate(bytes);
        }

        @Override
        void other(int block, long bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /** Blocks of a {@link TrackingAllocator} that end with an arena; a resized one gets a new address. */
    static final class OfAllocator extends ScriptedArena {

        private final TrackingArena lifetime;
        private final TrackingAllocator allocator;
        private final SegmentAllocator untracked = Arena.ofAuto();
        private final List<MemorySegment> blocks = new ArrayList<>();

        OfAllocator(Tracker tracker) {
            lifetime = tracker.ofShared();
            allocator = tracker.allocator(untracked, lifetime);
        }

        @Override
        void a(long bytes) {
            blocks.add(allocator.allocate(bytes));
        }

        @Override
        void b(long bytes) {
            blocks.add(allocator.allocate(bytes));
        }

        @Override
        void c(long bytes) {
            blocks.add(allocator.allocate(bytes));
        }

        @Override
        void d(long bytes) {
            blocks.add(allocator.allocate(bytes));
        }

        @Override
        void other(int block, long bytes) {
            MemorySegment after = untracked.allocate(bytes);
            allocator.reallocated(blocks.get(block), after);
            blocks.set(block, after);
        }

        @Override
        public void close() {
            lifetime.close();
        }
    }

    /** Blocks of an allocator of one's own. */
    static final class OfHandles extends ScriptedArena {

        private final Tracker tracker;
        private final List<BlockHandle> blocks = new ArrayList<>();

        OfHandles(Tracker tracker) {
            this.tracker = tracker;
        }

        @Override
        void a(long bytes) {
            blocks.add(tracker.recordAlloc(bytes));
        }

        @Override
        void b(long bytes) {
            blocks.add(tracker.recordAlloc(bytes));
        }

        @Override
        void c(long bytes) {
            blocks.add(tracker.recordAlloc(bytes));
        }

        @Override
        void d(long bytes) {
            blocks.add(tracker.recordAlloc(bytes));
        }

        @Override
        void other(int block, long bytes) {
            blocks.get(block).resized(bytes);
        }

        @Override
        public void close() {
            blocks.forEach(BlockHandle::freed);
        }
    }
}
