package io.github.underheap.read;

import io.github.underheap.profile.SiteNumber;
import org.jspecify.annotations.Nullable;

/**
 * Sites as a file has them, by place: their frames may come last in it. Numbers lie in columns, of which those that are 0 everywhere take
 * nothing. Not thread-safe.
 */
final class RawSites {

    private final IntList frames = new IntList();
    private final IntList ends = new IntList();
    private final @Nullable LongList[] columns = new LongList[SiteNumber.COUNT];
    private int highestFrame = -1;

    /** Adds a frame to the site that is being read, innermost first. */
    void frame(int place) {
        frames.add(place);
        highestFrame = Math.max(highestFrame, place);
    }

    /** The site that is being read is whole. */
    void end() {
        ends.add(frames.size());
    }

    /** Says a number of the site that is being read, each at most once. */
    void number(SiteNumber number, long value) {
        if (value != 0) {
            LongList column = columns[number.ordinal()];
            if (column == null) {
                column = new LongList();
                columns[number.ordinal()] = column;
            }
            while (column.size() < ends.size()) {
                column.add(0);
            }
            column.add(value);
        }
    }

    /** How many sites are whole. */
    int size() {
        return ends.size();
    }

    /** How many frames all stacks have. */
    int places() {
        return frames.size();
    }

    int[] stack(int site) {
        return frames.copyOf(site == 0 ? 0 : ends.get(site - 1), ends.get(site));
    }

    long number(SiteNumber number, int site) {
        LongList column = columns[number.ordinal()];
        return column == null || site >= column.size() ? 0 : column.get(site);
    }

    /** The highest place of a frame that a stack has; -1 if none has any. */
    int highestFrame() {
        return highestFrame;
    }
}
