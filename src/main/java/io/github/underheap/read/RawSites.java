package io.github.underheap.read;

import io.github.underheap.profile.SiteNumber;
import java.util.EnumMap;
import java.util.Map;

/**
 * Sites as a file has them, by place: their frames may come last in it. Numbers lie in columns, of which those that are 0 everywhere take
 * nothing. Not thread-safe.
 */
final class RawSites {

    private final IntList frames = new IntList();
    private final IntList ends = new IntList();
    private final Map<SiteNumber, LongList> columns = new EnumMap<>(SiteNumber.class);
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
            LongList column = columns.computeIfAbsent(number, absent -> new LongList());
            while (column.size() < ends.size()) {
                column.add(0);
            }
            column.add(value);
        }
    }

    int size() {
        return ends.size();
    }

    int[] stack(int site) {
        return frames.copyOf(site == 0 ? 0 : ends.get(site - 1), ends.get(site));
    }

    long number(SiteNumber number, int site) {
        LongList column = columns.get(number);
        return column == null || site >= column.size() ? 0 : column.get(site);
    }

    /** The highest place of a frame that a stack has; -1 if none has any. */
    int highestFrame() {
        return highestFrame;
    }
}
