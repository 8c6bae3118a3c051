package io.github.underheap.report;

import io.github.underheap.CallSite;
import io.github.underheap.Frame;
import io.github.underheap.Profile;
import io.github.underheap.ProfileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A table of the sites that allocated the most bytes, for a terminal. */
public final class SitesFormat implements ProfileFormat {

    private static final int SITES = 10;
    private static final int FRAMES = 4;
    private static final int INDENT = 15 + 1 + 11 + 1 + 15 + 1 + 15 + 1 + 10 + 2;

    /** For the service loader. */
    public SitesFormat() {}

    @Override
    public String name() {
        return "sites";
    }

    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        List<CallSite> sites = profile.callSites();
        StringBuilder text = new StringBuilder();
        if (sites.isEmpty()) {
            text.append(String.format("underheap: no allocations recorded%n"));
        } else {
            int shown = Math.min(sites.size(), SITES);
            text.append(String.format(
                    Locale.ROOT, "underheap: top sites by total bytes (%,d of %,d):%n", shown, sites.size()));
            text.append(String.format(
                    "%15s %11s %15s %15s %10s  %s%n",
                    "total bytes", "blocks", "at t-gmax", "at t-end", "avg life", "allocated at"));
            sites.stream().limit(shown).forEach(site -> append(text, site, profile.timed()));
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void append(StringBuilder text, CallSite site, boolean timed) {
        List<Frame> frames = site.frames();
        text.append(String.format(
                Locale.ROOT,
                "%,15d %,11d %,15d %,15d %10s  %s%n",
                site.totalBytes(),
                site.totalBlocks(),
                site.atPeakBytes(),
                site.liveBytes(),
                timed && site.totalBlocks() > 0 ? duration(site.lifetimeMicros() / (double) site.totalBlocks()) : "-",
                frames.getFirst().text()));
        frames.stream()
                .skip(1)
                .limit(FRAMES - 1L)
                .forEach(frame -> text.append(" ".repeat(INDENT)).append("  ").append(frame.text()).append('\n'));
        remark(text, "parts of tracked blocks", site.logicalBlocks());
        remark(text, "failed closes of an arena", site.failedCloses());
        remark(text, "blocks with an upper bound of their lifetime", site.lateBlocks());
    }

    private static void remark(StringBuilder text, String what, long count) {
        if (count > 0) {
            text.append(" ".repeat(INDENT)).append(String.format(Locale.ROOT, "  [%,d %s]%n", count, what));
        }
    }

    /** Three digits and a unit. */
    static String duration(double micros) {
        double value = micros;
        String[] units = {"µs", "ms", "s"};
        int unit = 0;
        while (unit < units.length - 1 && value >= 999.5) {
            value /= 1_000;
            unit++;
        }
        String digits = value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits + " %s", value, units[unit]);
    }
}
