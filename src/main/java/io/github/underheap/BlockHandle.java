package io.github.underheap;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.Origin;
import io.github.underheap.record.Block;
import io.github.underheap.record.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * A block of an allocator that a tracker knows nothing of, as long as it is live. Made by {@link Tracker#recordAlloc}.
 *
 * <p>Thread-safe: any thread may resize or free the block; the first {@link #freed()} ends it for good, later calls do nothing.
 */
public final class BlockHandle {

    /** Null if nothing is ever recorded. */
    private final @Nullable Block block;

    private BlockHandle(@Nullable Block block) {
        this.block = block;
    }

    static BlockHandle allocated(Recorder recorder, long bytes) {
        requireSize(bytes);
        return new BlockHandle(
                recorder.isEnabled() ? Block.allocated(recorder, bytes, Origin.of(AllocationApi.HANDLE)) : null);
    }

    /**
     * Records a new size of the block. As in dhat that is one more block of the full new size at the site of the old one, whose
     * life starts again. If the block was recorded before the last {@link Tracker#reset()}, or not at all, it is a new block at
     * the caller's site. Does nothing after {@link #freed()}.
     *
     * @param newBytes requested size
     * @throws IllegalArgumentException if negative
     */
    public void resized(long newBytes) {
        requireSize(newBytes);
        if (block != null) {
            block.resized(newBytes);
        }
    }

    /** Records that the block was given back. */
    public void freed() {
        if (block != null) {
            block.freed();
        }
    }

    private static void requireSize(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " is not valid; expected 0 or more");
        }
    }
}
