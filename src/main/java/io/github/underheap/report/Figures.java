package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.select.Growth;
import io.github.underheap.select.Metric;
import io.github.underheap.text.Numbers;
import java.util.List;

/** Numbers as people read them. */
final class Figures {

    private static final List<String> SIZES = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    /** Up to this many bytes are shown as they are. */
    private static final long EXACT = 10_000;

    private static final int STEP = 1_024;

    private static final double NANOS_PER_MICRO = 1_000;

    private Figures() {}

    /** A number of bytes: three digits and a unit, or all digits if there are no more than four. */
    static String size(long bytes) {
        if (bytes > -EXACT && bytes < EXACT) {
            return Numbers.exact(bytes) + " B";
        }
        double value = bytes;
        int unit = 0;
        // What would be rounded to 1,000 or more goes on to the next unit, so that there are never more than three
        // digits.
        while (Math.abs(value) >= 999.5 && unit < SIZES.size() - 1) {
            value /= STEP;
            unit++;
        }
        return (value < 0 ? "-" : "") + Numbers.threeDigits(Math.abs(value)) + " " + SIZES.get(unit);
    }

    /** A value of a metric. */
    static String of(Metric metric, long value) {
        return metric == Metric.BLOCKS ? Numbers.exact(value) : size(value);
    }

    /** A value of a metric with its unit and all digits, and as people read it. */
    static String full(Metric metric, long value) {
        return metric == Metric.BLOCKS
                ? Numbers.exact(value) + " blocks"
                : Numbers.exact(value) + " bytes" + (value >= EXACT ? " (" + size(value) + ")" : "");
    }

    /** A difference, with its sign; {@code ±0} if there is none. */
    static String difference(Metric metric, long value) {
        return value == 0 ? "±0" : (value > 0 ? "+" : "") + of(metric, value);
    }

    /** A growth in per cent, with its sign; {@code ±0} if there is none, and empty if there was nothing before. */
    static String percent(Growth growth) {
        double percent = growth.percent();
        if (percent == 0 || Double.isInfinite(percent)) {
            return percent == 0 ? "±0" : "";
        }
        String amount = percent(Math.abs(percent));
        String sign = percent > 0 ? "+" : "-";
        return amount.startsWith("<") ? "<" + sign + amount.substring(1) : sign + amount;
    }

    /** A share of something, in per cent; a dash if that is nothing. */
    static String share(long part, long whole) {
        return whole <= 0 ? "-" : percent(part * 100.0 / whole);
    }

    /** Per cent, not negative. What is little is not shown as nothing. */
    static String percent(double value) {
        if (value > 0 && value < 0.05) {
            return "<0.1 %";
        }
        return (value < 99.95 ? Numbers.rounded(value, 1) : Numbers.exact(Math.round(value))) + " %";
    }

    /** How long something lived in a profile: three digits and a unit, or a number of what a tool counts in place of time. */
    static String duration(double nanos, Profile profile) {
        double units = nanos / NANOS_PER_MICRO;
        return profile.timeUnit().equals(ProfileFacts.MICROS)
                ? Numbers.duration(units)
                : Numbers.exact(Math.round(units)) + " " + PlainText.shown(profile.timeUnit());
    }
}
