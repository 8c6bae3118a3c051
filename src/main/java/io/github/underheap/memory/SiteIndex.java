package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;

/**
 * Finds the row of a stack, and adds it until {@code maxSites} sites are known.
 *
 * <pre>
 *  stack:  | frame number, 4 | frame number, 4 | …   innermost first; its place and length are in the row
 * </pre>
 *
 * <p>Two stacks are one site only if all their frames are equal.
 *
 * <p>Thread-safe, lock-free ({@link InternIndex}).
 */
final class SiteIndex extends InternIndex<SiteIndex.Stack> {

    /** 1,024 frame numbers, 4 KiB, in a chunk: about as many as the rows of a chunk have. */
    private static final int CHUNK_LOG2 = 10;

    private final ChunkedRegion stacks;
    private final SiteRows rows;
    private final long maxRows;

    SiteIndex(Header header, MemorySource source, Patience patience, SiteRows rows, int buckets, int maxSites) {
        super(Region.SITE_INDEX, header, source, patience, buckets);
        this.stacks = new ChunkedRegion(Region.STACKS, header, source, Integer.BYTES, CHUNK_LOG2);
        this.rows = rows;
        this.maxRows = (long) rows.count() + maxSites;
    }

    /**
     * The row of a stack.
     *
     * @param frames frame numbers, innermost first
     * @param length how many of them
     * @return {@link SiteRows#TABLE_FULL} if it is new and there is no room for it
     */
    int row(int[] frames, int length) {
        Stack stack = new Stack(frames, length);
        int row = intern(stack, stack.hash());
        return row == NONE ? SiteRows.TABLE_FULL : row;
    }

    /** Whether there may be no further site, whatever memory there is. */
    boolean isFull() {
        return rows.count() >= maxRows;
    }

    /** Copies the frame numbers of a site. */
    int[] frames(int stack, int length) {
        int[] frames = new int[length];
        if (length > 0) {
            MemorySegment chunk = stacks.chunk(stack);
            long at = stacks.offset(stack);
            for (int i = 0; i < length; i++) {
                frames[i] = Words.getInt(chunk, at + (long) i * Integer.BYTES);
            }
        }
        return frames;
    }

    @Override
    boolean matches(int row, Stack key) {
        if (rows.stackLength(row) != key.length) {
            return false;
        }
        int stack = rows.stack(row);
        MemorySegment chunk = stacks.chunk(stack);
        long at = stacks.offset(stack);
        for (int i = 0; i < key.length; i++) {
            if (Words.getInt(chunk, at + (long) i * Integer.BYTES) != key.frames[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    int append(Stack key) {
        try {
            int stack = stacks.reserve(key.length, Long.MAX_VALUE);
            if (stack < 0) {
                return NONE;
            }
            MemorySegment chunk = stacks.chunk(stack);
            long at = stacks.offset(stack);
            for (int i = 0; i < key.length; i++) {
                Words.setInt(chunk, at + (long) i * Integer.BYTES, key.frames[i]);
            }
            return rows.append(stack, key.length, maxRows);
        } catch (OutOfMemoryError e) {
            return NONE;
        }
    }

    /** The first {@code length} numbers of an array, compared by content. */
    static final class Stack {

        private final int[] frames;
        private final int length;

        Stack(int[] frames, int length) {
            this.frames = frames;
            this.length = length;
        }

        int hash() {
            long hash = Hashes.add(Hashes.start(), length);
            for (int i = 0; i < length; i++) {
                hash = Hashes.add(hash, frames[i]);
            }
            return Hashes.fold(hash);
        }
    }
}
