package io.github.underheap.record;

import io.github.underheap.profile.SiteNumber;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a {@link Recorder} has to do, without ledgers, eras and addresses: each block knows the books that count it. */
final class ModelRecorder {

    /** Live bytes that recordings cannot hold. */
    static final long TOO_MUCH = 1L << 47;

    /** As thread of a window: all of them. */
    static final int ALL = -1;

    private final List<ModelWindow> windows = new ArrayList<>();
    private ModelBooks recording;
    private int recordings;
    private boolean paused;
    private long now;

    /** @param threads that are counted while others are not, or if {@code countsOthers} the other way round */
    private record ModelWindow(ModelBooks books, boolean countsOthers, Set<Integer> threads) {
        boolean counts(int thread) {
            return countsOthers != threads.contains(thread);
        }
    }

    ModelRecorder(long now) {
        this.now = now;
        this.recording = new ModelBooks(now);
    }

    long now() {
        return now;
    }

    void pass(long nanos) {
        now += nanos;
    }

    ModelBooks recording() {
        return recording;
    }

    boolean isPaused() {
        return paused;
    }

    void pause(boolean value) {
        paused = value;
        if (paused) {
            recording.pause();
            windows.forEach(window -> window.books.pause());
        }
    }

    void reset() {
        recordings++;
        recording = books();
    }

    private ModelBooks books() {
        ModelBooks books = new ModelBooks(now);
        if (paused) {
            books.pause();
        }
        return books;
    }

    ModelBooks open(int thread) {
        ModelBooks books = books();
        windows.add(new ModelWindow(books, thread == ALL, new HashSet<>(thread == ALL ? Set.of() : Set.of(thread))));
        return books;
    }

    /** Blocks of a thread are counted in a window from now on, or no longer. */
    void count(ModelBooks window, int thread, boolean counted) {
        for (ModelWindow each : windows) {
            if (each.books == window && each.counts(thread) != counted) {
                boolean ignored =
                        each.threads.contains(thread) ? each.threads.remove(thread) : each.threads.add(thread);
            }
        }
    }

    void close(ModelBooks window) {
        window.close(now);
        windows.removeIf(each -> each.books == window);
    }

    /** Whether a block is counted in the current recording. */
    boolean isOfNow(ModelBlock block) {
        return block.isCounted() && block.recording == recordings;
    }

    /** Counts a new block, unless it is too large or nothing is counted. */
    boolean born(ModelBlock block, int thread) {
        if (paused) {
            return false;
        }
        if (!block.part && block.bytes >= TOO_MUCH) {
            recording.lose();
            here(thread).forEach(ModelBooks::lose);
            return false;
        }
        block.recording = recordings;
        block.birth = now;
        block.books.add(recording);
        block.books.addAll(here(thread));
        for (ModelBooks books : block.books) {
            if (block.part) {
                books.tally(block, SiteNumber.PART_BYTES, block.bytes, block.origin);
                books.tally(block, SiteNumber.PART_BLOCKS, 1, block.origin);
            } else {
                countBirth(books, block);
            }
        }
        return true;
    }

    private void countBirth(ModelBooks books, ModelBlock block) {
        books.born(block, now);
        if (block.isUncloseable()) {
            books.tally(block, SiteNumber.UNCLOSEABLE_BYTES, block.bytes, block.origin);
            books.tally(block, SiteNumber.UNCLOSEABLE_BLOCKS, 1, block.origin);
        }
    }

    private static void countUncloseableDeath(ModelBooks books, ModelBlock block) {
        if (block.isUncloseable()) {
            books.tally(block, SiteNumber.UNCLOSEABLE_FREED_BYTES, block.bytes, 0);
            books.tally(block, SiteNumber.UNCLOSEABLE_FREED_BLOCKS, 1, 0);
        }
    }

    /** The end of a block; nothing if it is not counted, or has ended. */
    void died(ModelBlock block, boolean late) {
        for (ModelBooks books : open(block)) {
            if (block.part) {
                books.tally(block, SiteNumber.PART_FREED_BYTES, block.bytes, 0);
                books.tally(block, SiteNumber.PART_FREED_BLOCKS, 1, 0);
            } else {
                countUncloseableDeath(books, block);
                books.died(block, now, late);
            }
        }
        block.books.clear();
    }

    /** A new size of a block that is counted, and not in an earlier recording unless nothing is counted now. */
    void resized(ModelBlock block, long bytes, int thread) {
        if (bytes >= TOO_MUCH) {
            open(block).forEach(ModelBooks::lose);
            return;
        }
        for (ModelBooks books : open(block)) {
            countUncloseableDeath(books, block);
            books.resized(block, bytes, now);
        }
        block.bytes = bytes;
        block.birth = now;
        if (block.isUncloseable()) {
            for (ModelBooks books : open(block)) {
                books.tally(block, SiteNumber.UNCLOSEABLE_BYTES, block.bytes, block.origin);
                books.tally(block, SiteNumber.UNCLOSEABLE_BLOCKS, 1, block.origin);
            }
        }
        if (!paused) {
            for (ModelBooks window : here(thread)) {
                if (!block.books.contains(window)) {
                    block.books.add(window);
                    countBirth(window, block);
                }
            }
        }
    }

    /** Something else that happened at a site. */
    void tally(int site, SiteNumber number, long amount, int origin, int thread) {
        if (!paused) {
            ModelBlock place = new ModelBlock(site, 0, origin, false);
            place.recording = recordings;
            recording.tally(place, number, amount, origin);
            here(thread).forEach(books -> books.tally(place, number, amount, origin));
        }
    }

    private List<ModelBooks> here(int thread) {
        return windows.stream()
                .filter(window -> window.counts(thread))
                .map(ModelWindow::books)
                .toList();
    }

    private static List<ModelBooks> open(ModelBlock block) {
        return block.books.stream().filter(books -> !books.isClosed()).toList();
    }
}
