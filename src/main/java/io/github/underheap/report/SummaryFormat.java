package io.github.underheap.report;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The three lines that dhat prints when a program ends, after what a reader has to know first. */
public final class SummaryFormat implements ProfileFormat {

    /** For the service loader. */
    public SummaryFormat() {}

    @Override
    public String name() {
        return "summary";
    }

    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        AllocStats stats = profile.stats();
        StringBuilder text = new StringBuilder();
        for (String remark : ExactNumbers.remarks(profile)) {
            text.append("underheap: note: ").append(PlainText.shown(remark)).append('\n');
        }
        line(text, "Total:    ", stats.totalBytes(), stats.allocCount());
        line(text, "At t-gmax:", stats.peakBytes(), stats.peakBlocks());
        line(text, "At t-end: ", stats.currentBytes(), stats.currentBlocks());
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void line(StringBuilder text, String label, long bytes, long blocks) {
        text.append(String.format(Locale.ROOT, "underheap: %s %,d bytes in %,d blocks", label, bytes, blocks))
                .append('\n');
    }
}
