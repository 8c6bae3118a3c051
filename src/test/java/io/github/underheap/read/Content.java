package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.util.ArrayList;
import java.util.List;

/** All that a profile says, as lines that can be compared. */
final class Content {

    private Content() {}

    /** Line by line, so that a failure shows the one that differs. */
    static void assertEqual(List<String> actual, List<String> expected) {
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(actual).hasSameSizeAs(expected);
    }

    /** All of it: sites in order. */
    static List<String> of(Profile profile) {
        List<String> lines = facts(profile);
        for (int i = 0; i < profile.siteCount(); i++) {
            lines.add(site(profile.site(i), true));
        }
        return lines;
    }

    /** What a DHAT file carries: lifetimes in µs unless one is too long for that, and no last births; sites without blocks come last in it. */
    static List<String> ofDhat(Profile profile) {
        List<String> lines = facts(profile);
        List<String> sites = new ArrayList<>();
        for (int i = 0; i < profile.siteCount(); i++) {
            sites.add(site(profile.site(i), false));
        }
        sites.sort(null);
        lines.addAll(sites);
        return lines;
    }

    private static List<String> facts(Profile profile) {
        return new ArrayList<>(List.of(
                "process " + profile.process(),
                "start " + profile.startEpochMillis(),
                "end " + profile.durationNanos(),
                "peak " + profile.peakNanos(),
                "timed " + profile.timed() + " in " + profile.timeUnit(),
                "options " + profile.options(),
                "final " + profile.isFinal() + ", faulty " + profile.isFaulty(),
                "remarks " + profile.remarks(),
                "flaws " + profile.flaws(),
                "totals " + profile.stats(),
                "measures " + measured(profile)));
    }

    private static List<SiteNumber> measured(Profile profile) {
        List<SiteNumber> numbers = new ArrayList<>(List.of(SiteNumber.values()));
        numbers.removeIf(number -> !profile.measures(number));
        return numbers;
    }

    private static String site(AllocationSite site, boolean isExact) {
        StringBuilder line = new StringBuilder();
        for (Frame frame : site.frames()) {
            line.append(frame(frame)).append(';');
        }
        line.append(site.arenaKinds()).append(site.apis());
        for (SiteNumber number : SiteNumber.values()) {
            boolean isLifetime = number == SiteNumber.LIFETIME_LOW || number == SiteNumber.LIFETIME_HIGH;
            if (isExact || !(isLifetime || number == SiteNumber.LAST_BIRTH)) {
                line.append(' ').append(number.key()).append(' ').append(site.get(number));
            }
        }
        return isExact ? line.toString() : line + " micros " + site.lifetimeMicros();
    }

    private static String frame(Frame frame) {
        return frame.isSynthetic()
                ? "[" + frame.text() + "]"
                : frame.className() + "|" + frame.methodName() + "|" + frame.fileName() + "|" + frame.lineNumber() + "|"
                        + frame.isNative() + "|" + frame.bytecodeIndex();
    }
}
