package io.github.underheap.report;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileMath;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.profile.SyntheticProfile;
import io.github.underheap.select.Grouping;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Rules;
import io.github.underheap.select.SourcePlace;
import io.github.underheap.select.Verdicts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpeedscopeFormatTest {

    private static final long LIMIT = (1L << 53) - 1;

    @Test
    void everyMetricIsAProfileOfAllSitesThatHaveSomethingOfIt() throws IOException {
        for (int seed = 1; seed <= 80; seed++) {
            Profile profile = HostileProfiles.of(seed);
            Verdicts verdicts = new Verdicts(profile, Rules.BUILT_IN);

            JsonNode file = json(profile, new SpeedscopeFormat());

            List<Metric> metrics = Arrays.stream(Metric.values())
                    .filter(metric -> metric.isMeasured(profile))
                    .filter(metric -> metric != Metric.LEAKED || profile.isFinal())
                    .toList();
            assertThat(file.at("/profiles").size()).as("seed %d", seed).isEqualTo(metrics.size());
            for (int i = 0; i < metrics.size(); i++) {
                assertThat(samples(file, i)).as("seed %d", seed).isEqualTo(samples(metrics.get(i), verdicts));
            }
        }
    }

    /** As the file has them: {@code value: outermost;…;innermost}. */
    private static List<String> samples(JsonNode file, int profile) {
        JsonNode one = file.at("/profiles/" + profile);
        List<String> samples = new ArrayList<>();
        long sum = 0;
        assertThat(one.at("/weights").size()).isEqualTo(one.at("/samples").size());
        for (int i = 0; i < one.at("/samples").size(); i++) {
            StringBuilder sample = new StringBuilder();
            for (JsonNode place : one.at("/samples/" + i)) {
                JsonNode frame = file.at("/shared/frames/" + place.asInt());
                sample.append(';')
                        .append(frame.path("name").asText())
                        .append('|')
                        .append(frame.path("file").asText())
                        .append('|')
                        .append(frame.path("line").asInt());
            }
            long weight = one.at("/weights/" + i).longValue();
            samples.add(weight + ":" + sample);
            sum = Math.min(Math.addExact(sum, weight), LIMIT);
        }
        assertThat(one.path("startValue").longValue()).isZero();
        assertThat(one.path("endValue").longValue()).isEqualTo(sum);
        return samples;
    }

    /** As the profile has them. */
    private static List<String> samples(Metric metric, Verdicts verdicts) {
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < verdicts.profile().siteCount(); i++) {
            AllocationSite site = verdicts.profile().site(i);
            long value = metric.of(site, verdicts);
            if (value > 0) {
                StringBuilder sample = new StringBuilder();
                for (Frame frame : site.frames().reversed()) {
                    SourcePlace place = SourcePlace.of(frame);
                    sample.append(';')
                            .append(PlainText.shown(Grouping.FUNCTION.key(frame)))
                            .append('|')
                            .append(place == null ? "|0" : PlainText.shown(place.file()) + "|" + place.line());
                }
                samples.add(Math.min(value, LIMIT) + ":" + sample);
            }
        }
        return samples;
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void opensWithTheMetric(Metric metric) throws IOException {
        JsonNode file = json(GoldenProfiles.after(), new SpeedscopeFormat(metric, Rules.BUILT_IN));

        JsonNode opened = file.at("/profiles/" + file.path("activeProfileIndex").asInt());
        assertThat(opened.path("name").asText()).isEqualTo(metric.words());
        assertThat(opened.path("unit").asText()).isEqualTo(metric == Metric.BLOCKS ? "none" : "bytes");
        assertThat(opened.path("endValue").longValue())
                .isEqualTo(metric.of(new Verdicts(GoldenProfiles.after(), Rules.BUILT_IN)));
    }

    /** Speedscope adds up doubles. */
    @Test
    void aValueThatDoublesRoundIsLimitedAndTheNameSaysSo() throws IOException {
        Profile.Builder builder = Profile.builder();
        builder.add(builder.site(List.of(frame("A", "a", 1))), SiteNumber.TOTAL_BYTES, LIMIT + 2);
        builder.add(builder.site(List.of(frame("A", "b", 2))), SiteNumber.TOTAL_BYTES, LIMIT);
        builder.add(builder.site(List.of(frame("A", "b", 2))), SiteNumber.TOTAL_BLOCKS, 7);

        JsonNode file = json(builder.build(), new SpeedscopeFormat());

        JsonNode total = file.at("/profiles/2");
        assertThat(total.path("name").asText()).isEqualTo("total bytes (1 site is above 2^53 - 1)");
        assertThat(total.path("weights").toString()).isEqualTo("[" + LIMIT + "," + LIMIT + "]");
        assertThat(total.path("endValue").longValue()).isEqualTo(LIMIT);
        assertThat(file.at("/profiles/3/name").asText()).isEqualTo("blocks");
        assertThat(file.at("/underheap/remarks").toString())
                .isEqualTo("[\"total bytes of 1 site is above 2^53 - 1; speedscope files give that number\"]");
    }

    @Test
    void namesSayThatSomethingWasLost() throws IOException {
        Profile flawed = Profile.builder()
                .facts(ProfileFacts.builder().flaw("3 events were lost").build())
                .build();

        JsonNode file = json(flawed, new SpeedscopeFormat());

        assertThat(file.path("profiles"))
                .extracting(profile -> profile.path("name").asText())
                .containsExactly(
                        "bytes at t-gmax (not reliable, see underheap report)",
                        "bytes at t-end (not reliable, see underheap report)",
                        "total bytes (not reliable, see underheap report)",
                        "blocks (not reliable, see underheap report)");
        assertThat(file.at("/underheap/remarks/0").asText()).isEqualTo("3 events were lost");
    }

    @Test
    void whatWasNotMeasuredIsNotThere() throws IOException {
        Profile.Builder builder = Profile.builder()
                .facts(ProfileFacts.builder()
                        .unmeasured(EnumSet.range(SiteNumber.LIVE_BYTES, SiteNumber.OWN_PEAK_BLOCKS))
                        .atEnd(true)
                        .build());

        JsonNode file = json(builder.build(), new SpeedscopeFormat(Metric.PEAK, Rules.BUILT_IN));

        assertThat(file.path("profiles"))
                .extracting(profile -> profile.path("name").asText())
                .containsExactly("total bytes", "blocks");
        assertThat(file.path("activeProfileIndex").asInt()).isZero();
    }

    @Test
    void theTitleIsTheCommand() throws IOException {
        assertThat(json(SyntheticProfile.of("java -jar \"a\\b\".jar").profile(), new SpeedscopeFormat())
                        .path("name")
                        .asText())
                .isEqualTo("java -jar \"a\\b\".jar (4217)");
        assertThat(json(Profile.builder().build(), new SpeedscopeFormat())
                        .path("name")
                        .asText())
                .isEqualTo("underheap");
    }

    @Test
    void aDifferenceIsRefused() {
        Profile profile = GoldenProfiles.after();
        Profile difference = ProfileMath.difference(profile, profile);

        assertThatThrownBy(() -> json(difference, new SpeedscopeFormat()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the difference of two profiles cannot be written for speedscope");
    }

    /** Around the end of the buffer, where a number or a character may not fit any more. */
    @Test
    void numbersAreWrittenWithAllTheirDigits() throws IOException {
        List<Long> numbers = new ArrayList<>(List.of(0L, Long.MAX_VALUE, Long.MIN_VALUE, -1L));
        for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
            numbers.addAll(List.of(power - 1, power, -power, power * 9 + 7));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringBuilder expected = new StringBuilder();
        JsonBytes json = new JsonBytes(out);
        for (int round = 0; round < 500; round++) {
            for (long number : numbers) {
                json.number(number).raw(',');
                expected.append(number).append(',');
            }
        }
        json.flush();

        assertThat(out.toString(java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo(expected.toString());
    }

    private static JsonNode json(Profile profile, SpeedscopeFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(profile, out);
        return new ObjectMapper().readTree(out.toByteArray());
    }
}
