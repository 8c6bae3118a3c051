package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.text.Numbers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The sites that allocated the most bytes, for a terminal.
 *
 * <p>Each site has a line of numbers and below it its innermost frames, a line each: the width of the terminal is not known, and
 * few would have room for a frame beside the numbers.
 */
public final class SitesFormat implements ProfileFormat {

    private static final int SITES = 10;
    private static final int FRAMES = 4;

    private static final List<String> HEADS = List.of("total bytes", "blocks", "at t-gmax", "at t-end", "avg life");
    private static final String FRAME_INDENT = "      ";

    /** Frames by which {@code java File.java} starts the program: the same at every site, and of no interest. */
    private static final String SOURCE_LAUNCHER = "com.sun.tools.javac.launcher.";

    /** For the service loader. */
    public SitesFormat() {}

    @Override
    public String name() {
        return "sites";
    }

    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        if (profile.siteCount() == 0) {
            text.append("underheap: no allocations were recorded\n");
        } else if (!profile.timed()) {
            text.append("underheap: call sites are not recorded with capture=none\n");
        } else {
            table(profile, text);
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void table(Profile profile, StringBuilder text) {
        List<AllocationSite> sites = profile.sites();
        List<AllocationSite> shown = sites.subList(0, Math.min(sites.size(), SITES));
        List<List<String>> cells = shown.stream().map(site -> cells(site)).toList();
        int[] widths = new int[HEADS.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = HEADS.get(column).length();
            for (List<String> row : cells) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        text.append(title(shown.size(), sites.size())).append(":\n");
        row(text, "", HEADS, widths);
        for (int i = 0; i < shown.size(); i++) {
            row(text, (i + 1) + ".", cells.get(i), widths);
            below(text, shown.get(i));
        }
    }

    private static String title(int shown, int all) {
        return shown == all
                ? "underheap: Sites by total bytes"
                : String.format(Locale.ROOT, "underheap: Sites by total bytes, the first %d of %,d", shown, all);
    }

    private static List<String> cells(AllocationSite site) {
        return List.of(
                Numbers.exact(site.totalBytes()),
                Numbers.exact(site.totalBlocks()),
                Numbers.exact(site.atPeakBytes()),
                Numbers.exact(site.liveBytes()),
                site.totalBlocks() > 0 ? Numbers.duration(site.lifetimeMicros() / (double) site.totalBlocks()) : "-");
    }

    private static void row(StringBuilder text, String rank, List<String> cells, int[] widths) {
        text.append(" ".repeat(3 - rank.length())).append(rank);
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            text.append(" ".repeat(2 + widths[column] - cell.length())).append(cell);
        }
        text.append('\n');
    }

    private static void below(StringBuilder text, AllocationSite site) {
        site.frames().stream()
                .filter(frame -> !frame.className().startsWith(SOURCE_LAUNCHER))
                .limit(FRAMES)
                .map(Frame::text)
                .forEach(frame -> line(text, PlainText.shown(frame)));
        remark(text, "parts of tracked blocks", site.logicalBlocks());
        remark(text, "failed closes of an arena", site.failedCloses());
        remark(text, "blocks with an upper bound of their lifetime", site.lateBlocks());
    }

    private static void remark(StringBuilder text, String what, long count) {
        if (count > 0) {
            line(text, "[" + Numbers.exact(count) + " " + what + "]");
        }
    }

    private static void line(StringBuilder text, String content) {
        text.append(FRAME_INDENT).append(content).append('\n');
    }
}
