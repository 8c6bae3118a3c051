package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfilePair;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.HtmlComparison;
import io.github.underheap.report.HtmlFormat;
import io.github.underheap.report.HtmlPages;
import io.github.underheap.select.Finding;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of random profiles has, read back by a reader of JSON, is the profile. */
class HtmlContentTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67})
    void aPageHasTheProfile(long seed) throws IOException {
        Profile profile = RandomProfile.of(seed, (int) seed * 3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new HtmlFormat().write(profile, out);
        String page = out.toString(StandardCharsets.UTF_8);

        harmless(HtmlPages.dataText(page));
        JsonNode data = HtmlPages.data(page);
        Verdicts verdicts = new Verdicts(profile, Rules.BUILT_IN);
        side(data.path("sides").path(0), verdicts);
        Map<Integer, Integer> rows = HtmlPages.rows(data);
        assertThat(rows).hasSize(profile.siteCount());
        List<List<Frame>> stacks = HtmlPages.stacks(data);
        rows.forEach((site, row) -> {
            AllocationSite expected = profile.site(site);
            assertThat(stacks.get(row)).isEqualTo(shown(expected.frames()));
            numbers(data, 0, row, expected, verdicts);
            finding(data, row, verdicts.finding(expected));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 5, 7, 11, 13, 17, 19})
    void aPageHasBothProfiles(long seed) throws IOException {
        Profile before = RandomProfile.of(seed, 60);
        Profile after = Profile.builder()
                .add(RandomProfile.of(seed, 40))
                .add(RandomProfile.of(seed + 100, 30))
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Verdicts then = new Verdicts(before, Rules.BUILT_IN);
        Verdicts now = new Verdicts(after, Rules.BUILT_IN);
        new HtmlComparison().write(then, now, out);
        String page = out.toString(StandardCharsets.UTF_8);

        harmless(HtmlPages.dataText(page));
        JsonNode data = HtmlPages.data(page);
        side(data.path("sides").path(0), now);
        side(data.path("sides").path(1), then);
        ProfilePair pair = ProfilePair.of(before, after);
        List<List<Frame>> stacks = HtmlPages.stacks(data);
        HtmlPages.rows(data).forEach((site, row) -> {
            assertThat(stacks.get(row)).isEqualTo(shown(pair.union().site(site).frames()));
            AllocationSite later = pair.after(site);
            AllocationSite earlier = pair.before(site);
            numbers(data, 0, row, later, now);
            numbers(data, 1, row, earlier, then);
            finding(data, row, later == null ? then.finding(known(earlier)) : now.finding(later));
        });
    }

    private static AllocationSite known(@Nullable AllocationSite site) {
        if (site == null) {
            throw new AssertionError("a site of no side");
        }
        return site;
    }

    /** Nothing in it can end the element, and nothing orders or hides what is beside it. */
    private static void harmless(String data) {
        assertThat(data).doesNotContain("<").doesNotContainPattern("[\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}&&[^\\n]]");
        assertThat(data.replace("\n", "")).doesNotContainPattern("\\p{Cc}");
    }

    private static List<Frame> shown(List<Frame> frames) {
        return frames.stream()
                .map(frame -> frame.isSynthetic()
                        ? frame
                        : Frame.of(
                                frame.className(),
                                frame.methodName(),
                                frame.fileName(),
                                frame.isNative() ? -2 : frame.lineNumber(),
                                -1))
                .toList();
    }

    private static void side(JsonNode side, Verdicts verdicts) {
        Profile profile = verdicts.profile();
        assertThat(side.path("command").textValue()).isEqualTo(profile.command());
        assertThat(side.path("host").textValue()).isEqualTo(profile.process().host());
        assertThat(side.path("remarks")).hasSameSizeAs(profile.remarks());
        assertThat(HtmlPages.integer(side.path("duration"))).isEqualTo(profile.durationNanos());
        for (Metric metric : Metric.values()) {
            assertThat(HtmlPages.integer(side.path("totals").path(metric.name().toLowerCase(Locale.ROOT))))
                    .as(metric.name())
                    .isEqualTo(metric.of(verdicts));
        }
    }

    private static void numbers(JsonNode data, int side, int row, @Nullable AllocationSite site, Verdicts verdicts) {
        for (SiteNumber number : SiteNumber.values()) {
            if (number != SiteNumber.LIFETIME_LOW && number != SiteNumber.LIFETIME_HIGH) {
                assertThat(HtmlPages.value(data, side, number.key(), row))
                        .as(number.key())
                        .isEqualTo(site == null ? 0 : site.get(number));
            }
        }
        assertThat(HtmlPages.value(data, side, "lifetime", row)).isEqualTo(site == null ? 0 : site.lifetimeNanos());
        assertThat(HtmlPages.value(data, side, "leakedBytes", row))
                .isEqualTo(site == null ? 0 : verdicts.leakedBytes(site));
    }

    private static void finding(JsonNode data, int row, Finding expected) {
        JsonNode found =
                data.path("findings").path(data.path("finding").path(row).intValue());
        assertThat(found.path(0).intValue()).isEqualTo(expected.verdict().ordinal());
        assertThat(found.path(1).textValue()).isEqualTo(expected.reason());
        assertThat(found.path(2).textValue()).isEqualTo(expected.hint());
    }
}
