package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Collapsed stacks, {@code outermost;…;innermost 1009}, a line for each site: what {@code flamegraph.pl}, inferno and speedscope read.
 *
 * <p>A frame is {@code pkg.Cls.method:42}. A semicolon or a space in it, which would end it, is written as a colon or an underline. Sites of
 * which the metric is 0 are left out. Lines may be equal where two calls are on one line of the source; readers add them up.
 *
 * <p>Sites are written one after another; what is held is the text of each frame.
 */
public final class CollapsedFormat implements ProfileFormat {

    private final Metric metric;
    private final Rules rules;

    /** For the service loader: total bytes. */
    public CollapsedFormat() {
        this(Metric.TOTAL, Rules.BUILT_IN);
    }

    /**
     * A format for one metric.
     *
     * @param metric the number of each line
     * @param rules by which sites are judged, which matters for leaked bytes alone
     */
    public CollapsedFormat(Metric metric, Rules rules) {
        this.metric = metric;
        this.rules = rules;
    }

    @Override
    public String name() {
        return "collapsed";
    }

    /**
     * Writes a profile.
     *
     * @throws IllegalArgumentException if it is a difference: readers know no negative numbers
     */
    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        if (profile.isDifference()) {
            throw new IllegalArgumentException("the difference of two profiles cannot be written as collapsed stacks");
        }
        Verdicts verdicts = new Verdicts(profile, rules);
        byte[][] texts = new byte[profile.frameLimit()][];
        Utf8Writer writer = new Utf8Writer(out);
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            long value = metric.of(site, verdicts);
            if (value > 0) {
                int[] stack = site.frameNumbers();
                for (int at = stack.length - 1; at >= 0; at--) {
                    int number = stack[at];
                    if (texts[number] == null) {
                        texts[number] = Utf8Writer.encoded(text(profile.frame(number)));
                    }
                    writer.bytes(texts[number]);
                    writer.ascii(at == 0 ? ' ' : ';');
                }
                writer.number(value);
                writer.ascii('\n');
            }
        }
        writer.flush();
    }

    private static String text(Frame frame) {
        String text = frame.isSynthetic()
                ? frame.text()
                : frame.className() + "." + frame.methodName()
                        + (frame.lineNumber() > 0 ? ":" + frame.lineNumber() : "");
        return PlainText.shown(text).replace(';', ':').replace(' ', '_');
    }
}
