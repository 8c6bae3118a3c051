package io.github.underheap.record;

import io.github.underheap.profile.Origin;
import java.util.ArrayList;
import java.util.List;

/** A block as {@link ModelRecorder} knows it. */
final class ModelBlock {

    final int origin;
    final boolean part;
    int site;
    long bytes;
    long birth;
    /** Number of the recording that counted it. */
    int recording;
    /** The books that count it, the recording's first; none if it is not counted, or has ended. */
    final List<ModelBooks> books = new ArrayList<>();

    ModelBlock(int site, long bytes, int origin, boolean part) {
        this.site = site;
        this.bytes = bytes;
        this.origin = origin;
        this.part = part;
    }

    /** Whether it is in an arena that nobody can close. */
    boolean isUncloseable() {
        return !part && Origin.hasUncloseable(origin);
    }

    boolean isCounted() {
        return !books.isEmpty();
    }
}
