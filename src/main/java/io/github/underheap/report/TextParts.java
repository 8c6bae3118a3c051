package io.github.underheap.report;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Finding;
import io.github.underheap.select.Grouping;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Verdict;
import io.github.underheap.select.Verdicts;
import io.github.underheap.text.Numbers;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the texts for a terminal have in common. */
final class TextParts {

    /** The verbosity from which on lifetimes and peaks are shown. */
    static final int MORE_NUMBERS = 1;

    /** The verbosity from which on the innermost frames are shown. */
    static final int FRAMES = 2;

    /** The verbosity from which on whole stacks, reasons and hints are shown. */
    static final int EVERYTHING = 3;

    /** What a cell shows if its number was not measured. */
    static final String UNKNOWN = "-";

    private static final int SOME_FRAMES = 4;

    /** Frames by which {@code java File.java} starts the program: the same at every site, and of no interest. */
    private static final String SOURCE_LAUNCHER = "com.sun.tools.javac.launcher.";

    private TextParts() {}

    /** What a reader has to know first. */
    static void notes(String of, Profile profile, Style style, Appendable out) throws IOException {
        for (String remark : profile.remarks()) {
            out.append(style.notable("note: " + of + PlainText.shown(remark))).append('\n');
        }
    }

    /** The three lines that dhat prints. */
    static void totals(Profile profile, Appendable out) throws IOException {
        AllocStats stats = profile.stats();
        total("Total:    ", stats.totalBytes(), stats.allocCount(), true, out);
        boolean knowsPeak = profile.measures(SiteNumber.PEAK_BYTES);
        total("At t-gmax:", stats.peakBytes(), stats.peakBlocks(), knowsPeak, out);
        boolean knowsLive = profile.measures(SiteNumber.LIVE_BYTES);
        total("At t-end: ", stats.currentBytes(), stats.currentBlocks(), knowsLive, out);
    }

    private static void total(String label, long bytes, long blocks, boolean isKnown, Appendable out)
            throws IOException {
        String amount = Figures.full(Metric.TOTAL, bytes) + " in " + Numbers.exact(blocks) + " blocks";
        out.append(label + " " + (isKnown ? amount : "not measured") + "\n");
    }

    /** What the lines of a report are called. */
    static String lines(Grouping grouping) {
        return switch (grouping) {
            case SITE -> "sites";
            case FUNCTION -> "functions";
            case MODULE -> "packages";
            case FILE -> "files";
        };
    }

    static String capitalised(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** The head of a column. */
    static String head(Metric metric) {
        return switch (metric) {
            case TOTAL -> "total bytes";
            case PEAK -> "at t-gmax";
            case LIVE -> "at t-end";
            case LEAKED -> "leaked";
            case BLOCKS -> "blocks";
        };
    }

    /** The numbers of bytes that a line shows beside those of the metric, with the metric that each is. */
    static Map<Metric, SiteNumber> others(Metric metric) {
        Map<Metric, SiteNumber> others = new EnumMap<>(Metric.class);
        others.put(Metric.PEAK, SiteNumber.PEAK_BYTES);
        others.put(Metric.LIVE, SiteNumber.LIVE_BYTES);
        others.put(Metric.TOTAL, SiteNumber.TOTAL_BYTES);
        others.remove(metric == Metric.BLOCKS ? Metric.TOTAL : metric);
        return others;
    }

    static String verdict(Verdict verdict, Style style) {
        return switch (verdict) {
            case LEAKED -> style.bad(verdict.word());
            case LIVE, CHURN -> style.notable(verdict.word());
            default -> verdict.word();
        };
    }

    /** The stack of a site below its line, and what is to be said of it, as far as the verbosity asks for. */
    static void below(
            AllocationSite site,
            int sites,
            Verdicts verdicts,
            int verbosity,
            String indent,
            Style style,
            Appendable out)
            throws IOException {
        if (verbosity < FRAMES) {
            return;
        }
        if (sites > 1) {
            out.append(indent + style.faint("[the largest of " + Numbers.exact(sites) + " sites]") + "\n");
        }
        List<Frame> frames = site.frames().stream()
                .filter(frame -> !frame.className().startsWith(SOURCE_LAUNCHER))
                .toList();
        int shown = verbosity >= EVERYTHING ? frames.size() : Math.min(frames.size(), SOME_FRAMES);
        for (Frame frame : frames.subList(0, shown)) {
            out.append(indent + PlainText.shown(frame.text()) + "\n");
        }
        if (shown < frames.size()) {
            out.append(indent + style.faint("[" + (frames.size() - shown) + " more frames]") + "\n");
        }
        if (verbosity >= EVERYTHING) {
            remarks(site, verdicts, indent, style, out);
        }
    }

    private static void remarks(AllocationSite site, Verdicts verdicts, String indent, Style style, Appendable out)
            throws IOException {
        finding(verdicts.finding(site), "", indent, style, out);
        count(site.logicalBlocks(), "parts of tracked blocks", indent, out);
        count(site.failedCloses(), "failed closes of an arena", indent, out);
        count(site.lateBlocks(), "blocks with an upper bound of their lifetime", indent, out);
    }

    /** Why a line has the verdict of a site that is not the one shown. */
    static void verdictOfAnother(AllocationSite site, Verdicts verdicts, String indent, Style style, Appendable out)
            throws IOException {
        String frame = PlainText.shown(verdicts.frameOfApplication(site).text());
        finding(verdicts.finding(site), " " + style.faint("[" + frame + "]"), indent, style, out);
    }

    private static void finding(Finding finding, String where, String indent, Style style, Appendable out)
            throws IOException {
        if (finding.verdict() != Verdict.NONE) {
            out.append(indent + verdict(finding.verdict(), style) + ": " + PlainText.shown(finding.reason()));
            out.append((finding.hint().isEmpty() ? "" : "; " + finding.hint()) + where + "\n");
        }
    }

    private static void count(long count, String what, String indent, Appendable out) throws IOException {
        if (count > 0) {
            out.append(indent + "[" + Numbers.exact(count) + " " + what + "]\n");
        }
    }
}
