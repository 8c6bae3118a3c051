package io.github.underheap.report;

import io.github.underheap.profile.Frame;
import io.github.underheap.select.Grouping;
import io.github.underheap.select.SourcePlace;
import java.util.Comparator;

/**
 * A frame as viewers of other tools show it: a name, and a place in the source. What is not seen in them is written as in all reports.
 *
 * <p>Frames have an order, so that hash tables stay fast whoever chose the names.
 *
 * @param name {@code pkg.Cls.method}, or the remark that stands in its place
 * @param file the path of the package and the name of the file; empty if it is not known
 * @param line from 1; 0 if it is not known
 */
record ShownFrame(String name, String file, int line) implements Comparable<ShownFrame> {

    private static final Comparator<ShownFrame> ORDER = Comparator.comparing(ShownFrame::name)
            .thenComparing(ShownFrame::file)
            .thenComparingInt(ShownFrame::line);

    static ShownFrame of(Frame frame) {
        SourcePlace place = SourcePlace.of(frame);
        return new ShownFrame(
                PlainText.shown(Grouping.FUNCTION.key(frame)),
                place == null ? "" : PlainText.shown(place.file()),
                place == null ? 0 : place.line());
    }

    @Override
    public int compareTo(ShownFrame other) {
        return ORDER.compare(this, other);
    }
}
