package io.github.underheap.report;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Finding;
import io.github.underheap.select.Group;
import io.github.underheap.select.Growth;
import io.github.underheap.select.Selection;
import io.github.underheap.select.SourcePlace;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** What the JSON documents of this library have in common. */
final class JsonParts {

    private static final int DECIMALS = 6;

    private final JsonText json;
    private final Writer out;

    JsonParts(Writer out) {
        this.json = new JsonText(out);
        this.out = out;
    }

    /** Which process, when, and how: members, a comma before each. */
    void facts(Profile profile) throws IOException {
        out.write(",\n\"final\":" + profile.isFinal());
        out.write(",\n\"process\":{\"pid\":" + profile.pid() + ",\"command\":");
        json.string(profile.command());
        out.write(",\"host\":");
        json.string(profile.process().host());
        out.write("},\n\"startEpochMillis\":" + profile.startEpochMillis());
        out.write(",\n\"durationNanos\":" + profile.durationNanos());
        out.write(",\n\"peakNanos\":" + profile.peakNanos());
        out.write(",\n\"timed\":" + profile.timed());
        if (!profile.timeUnit().equals(ProfileFacts.MICROS)) {
            out.write(",\n\"timeUnit\":");
            json.string(profile.timeUnit());
        }
        JsonFormat.writeUnmeasured(profile, out);
        if (profile.isFaulty()) {
            out.write(",\n\"faulty\":true");
        }
        out.write(",\n\"options\":");
        json.string(profile.options());
        out.write(",\n\"totals\":");
        totals(profile.stats());
        out.write(",\n\"remarks\":");
        json.lines(profile.remarks());
        out.write(",\n\"flaws\":");
        json.lines(profile.flaws());
    }

    private void totals(AllocStats stats) throws IOException {
        out.write("{\"totalBytes\":" + stats.totalBytes() + ",\"totalBlocks\":" + stats.allocCount());
        out.write(",\"liveBytes\":" + stats.currentBytes() + ",\"liveBlocks\":" + stats.currentBlocks());
        out.write(",\"peakBytes\":" + stats.peakBytes() + ",\"peakBlocks\":" + stats.peakBlocks() + "}");
    }

    /** What was asked for: a member, a comma before it. */
    void selection(Selection selection) throws IOException {
        out.write(",\n\"selection\":{\"groupBy\":\"" + word(selection.grouping()) + "\",\"metric\":\""
                + word(selection.metric()) + "\",\"sortBy\":\"" + word(selection.order()) + "\",\"minCount\":"
                + selection.minCount() + ",\"thresholdBytes\":" + selection.thresholdBytes() + ",\"limit\":"
                + selection.limit());
        String filter = selection.filter();
        if (filter != null) {
            out.write(",\"filter\":");
            json.string(filter);
        }
        out.write("}");
    }

    /** A member whose value is text, a comma before it. */
    void text(String key, String value) throws IOException {
        out.write(",\"" + key + "\":");
        json.string(value);
    }

    void string(String text) throws IOException {
        json.string(text);
    }

    /** A member that is an array of lines, a comma before it. */
    void lines(String key, Iterable<String> lines) throws IOException {
        out.write(",\n\"" + key + "\":");
        json.lines(lines);
    }

    /** The numbers of a group: members, a comma before each. Words of 128 bits are one number, which may be rounded. */
    void numbers(Group group, boolean timed) throws IOException {
        for (SiteNumber number : SiteNumber.values()) {
            if (number.unit() != SiteNumber.Unit.NANOS) {
                out.write(",\"" + number.key() + "\":" + group.get(number));
            }
        }
        out.write(",\"leakedBytes\":" + group.leakedBytes());
        if (timed) {
            out.write(",\"averageLifetimeNanos\":" + decimal(group.averageLifetimeNanos()));
        }
    }

    /** The site from which a group has its verdict: a member, a comma before it. */
    void judged(AllocationSite site, Verdicts verdicts) throws IOException {
        out.write(",\"judged\":{\"site\":" + site.index());
        finding(verdicts.finding(site));
        frame(verdicts.frameOfApplication(site));
        out.write("}");
    }

    /** What a site is and why, and its stack: members, a comma before each. */
    void site(AllocationSite site, Verdicts verdicts) throws IOException {
        finding(verdicts.finding(site));
        frame(verdicts.frameOfApplication(site));
        String separator = ",\"stack\":[";
        for (Frame frame : site.frames()) {
            out.write(separator);
            json.string(frame.text());
            separator = ",";
        }
        out.write("]");
    }

    private void finding(Finding finding) throws IOException {
        if (!finding.verdict().word().isEmpty()) {
            text("verdict", finding.verdict().word());
        }
        if (!finding.reason().isEmpty()) {
            text("reason", finding.reason());
        }
        if (!finding.hint().isEmpty()) {
            text("hint", finding.hint());
        }
    }

    /** A frame and its place in the source: members, a comma before each. */
    void frame(Frame frame) throws IOException {
        text("frame", frame.text());
        SourcePlace place = SourcePlace.of(frame);
        if (place != null) {
            text("file", place.file());
            if (place.line() > 0) {
                out.write(",\"line\":" + place.line());
            }
        }
    }

    /** A growth: the members of an object. Where there was nothing before, there is no per cent. */
    void growth(Growth growth) throws IOException {
        out.write("\"before\":" + growth.before() + ",\"after\":" + growth.after() + ",\"change\":"
                + growth.difference());
        if (!Double.isInfinite(growth.percent())) {
            out.write(",\"percent\":" + decimal(growth.percent()));
        }
    }

    /** A number that need not be whole; never in a form with an exponent, nor with more than six decimals. */
    static String decimal(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** A constant as the command line and files call it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Constants as the command line and files call them, one after another. */
    static String words(Iterable<? extends Enum<?>> constants, String separator) {
        StringBuilder words = new StringBuilder();
        for (Enum<?> constant : constants) {
            words.append(words.isEmpty() ? "" : separator).append(word(constant));
        }
        return words.toString();
    }
}
