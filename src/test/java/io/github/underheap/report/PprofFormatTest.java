package io.github.underheap.report;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PprofFormatTest {

    private static final Map<String, SiteNumber> TYPES = new TreeMap<>(Map.of(
            "alloc_objects/count", SiteNumber.TOTAL_BLOCKS,
            "alloc_space/bytes", SiteNumber.TOTAL_BYTES,
            "inuse_objects/count", SiteNumber.LIVE_BLOCKS,
            "inuse_space/bytes", SiteNumber.LIVE_BYTES,
            "peak_space/bytes", SiteNumber.PEAK_BYTES));

    @Test
    void everySiteIsASampleWithAllThatItHas() throws IOException {
        for (int seed = 1; seed <= 80; seed++) {
            Profile profile = HostileProfiles.of(seed);

            PprofRead read = PprofRead.of(bytes(profile));

            List<String> types = TYPES.keySet().stream()
                    .filter(type -> profile.measures(TYPES.get(type)))
                    .toList();
            assertThat(read.types()).as("seed %d", seed).isEqualTo(types);
            assertThat(read.samples()).as("seed %d", seed).isEqualTo(samples(profile, types));
            for (String type : types) {
                assertThat(read.sum(type)).as("%s of seed %d", type, seed).isEqualTo(profile.sum(TYPES.get(type)));
            }
            assertThat(read.comments())
                    .endsWith(profile.remarks().stream().map(PlainText::shown).toArray(String[]::new));
        }
    }

    private static List<PprofRead.Sample> samples(Profile profile, List<String> types) {
        Verdicts verdicts = new Verdicts(profile, Rules.BUILT_IN);
        List<PprofRead.Sample> samples = new ArrayList<>();
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            List<Long> values =
                    types.stream().map(type -> site.get(TYPES.get(type))).toList();
            if (values.stream().anyMatch(value -> value != 0)) {
                Map<String, String> labels = new TreeMap<>();
                put("api", words(site.apis()), labels);
                put("arena_kind", words(site.arenaKinds()), labels);
                put("verdict", verdicts.verdict(site).word(), labels);
                List<String> stack =
                        site.frames().stream().map(PprofFormatTest::text).toList();
                samples.add(new PprofRead.Sample(values, stack, labels));
            }
        }
        return samples;
    }

    private static void put(String key, String value, Map<String, String> labels) {
        if (!value.isEmpty()) {
            labels.put(key, value);
        }
    }

    private static String words(Set<? extends Enum<?>> values) {
        return values.stream()
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    private static String text(Frame frame) {
        SourcePlace place = SourcePlace.of(frame);
        return PlainText.shown(Grouping.FUNCTION.key(frame)) + "|"
                + (place == null ? "|0" : PlainText.shown(place.file()) + "|" + place.line());
    }

    @Test
    void aSumAtTheLimitIsTheLimit() throws IOException {
        Profile.Builder builder = Profile.builder();
        int site = builder.site(List.of(frame("A", "a", 1)));
        for (SiteNumber number : TYPES.values()) {
            builder.add(site, number, Long.MAX_VALUE - 3).add(site, number, 7);
        }

        PprofRead read = PprofRead.of(bytes(builder.build()));

        assertThat(read.samples().getFirst().values())
                .containsExactly(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(read.comments()).contains("totalBytes of 1 sites is above 2^63 - 1; that number is given");
    }

    @Test
    void aDifferenceHasNegativeValuesAndNoVerdicts() throws IOException {
        Profile today = GoldenProfiles.after();
        Profile yesterday = GoldenProfiles.before();
        Profile difference = ProfileMath.difference(today, yesterday);

        PprofRead read = PprofRead.of(bytes(difference));

        assertThat(read.sum("alloc_space/bytes"))
                .isEqualTo(difference.sum(SiteNumber.TOTAL_BYTES))
                .isNegative();
        assertThat(read.samples())
                .anySatisfy(sample -> {
                    assertThat(sample.stack())
                            .containsExactly(
                                    "com.acme.store.Journal.append|com/acme/store/Journal.java|19",
                                    "com.acme.Main.main|com/acme/Main.java|17");
                    assertThat(sample.values()).containsExactly(1L, 10_009L, 1L, 10_009L, 0L);
                })
                .anySatisfy(sample -> {
                    assertThat(sample.stack().getFirst())
                            .isEqualTo("com.acme.codec.Codec.header|com/acme/codec/Codec.java|31");
                    assertThat(sample.values()).containsExactly(-1_009L, -61_549L, 0L, 0L, 0L);
                })
                .allSatisfy(sample -> assertThat(sample.labels()).doesNotContainKey("verdict"));
    }

    /** Files of mod-alloc have no more. */
    @Test
    void whatWasNotMeasuredIsNotWritten() throws IOException {
        Profile.Builder builder = Profile.builder()
                .facts(ProfileFacts.builder()
                        .unmeasured(EnumSet.range(SiteNumber.LIVE_BYTES, SiteNumber.OWN_PEAK_BLOCKS))
                        .build());
        builder.add(builder.site(List.of(frame("A", "a", 1))), SiteNumber.TOTAL_BYTES, 101);

        PprofRead read = PprofRead.of(bytes(builder.build()));

        assertThat(read.types()).containsExactly("alloc_objects/count", "alloc_space/bytes");
        assertThat(read.samples().getFirst().values()).containsExactly(0L, 101L);
        PprofRead ofLive = PprofRead.of(bytes(builder.build(), new PprofFormat(Metric.LIVE, Rules.BUILT_IN)));
        assertThat(ofLive.facts()).containsEntry("default_sample_type", "");
    }

    @ParameterizedTest
    @CsvSource({"PEAK,peak_space", "LIVE,inuse_space", "TOTAL,alloc_space", "BLOCKS,alloc_objects"})
    void theMetricIsShownFirst(Metric metric, String type) throws IOException {
        PprofRead read = PprofRead.of(bytes(GoldenProfiles.after(), new PprofFormat(metric, Rules.BUILT_IN)));

        assertThat(read.facts()).containsEntry("default_sample_type", type);
    }

    @Test
    void leakedBytesCannotBeShownFirst() {
        assertThatThrownBy(() -> new PprofFormat(Metric.LEAKED, Rules.BUILT_IN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pprof has no value for leaked bytes");
    }

    /** The time is that when it was taken, without a duration: see {@link PprofFile}. */
    @ParameterizedTest
    @CsvSource({
        "1700000000003, 7000000001, µs, 1700000007003000001, recorded for 7.00 s",
        "1700000000003, 7000000001, instrs, 1700000000003000000,",
        "1700000000003, 0, µs, 1700000000003000000,",
        "0, 7000000001, µs,, recorded for 7.00 s",
        "9223372036854775807, 7000000001, µs, 9223372036854775807, recorded for 7.00 s",
        "1700000000003, 9223372036854775807, µs, 9223372036854775807, recorded for 106752 d"
    })
    void theTimeIsThatWhenItWasTaken(long start, long duration, String unit, String taken, String comment)
            throws IOException {
        ProfileFacts facts = ProfileFacts.builder()
                .startEpochMillis(start)
                .durationNanos(duration)
                .timeUnit(unit)
                .build();

        PprofRead read = PprofRead.of(bytes(Profile.builder().facts(facts).build()));

        assertThat(read.facts().get("time_nanos")).isEqualTo(taken);
        assertThat(read.facts()).doesNotContainKey("duration_nanos");
        assertThat(read.comments()).containsExactlyElementsOf(comment == null ? List.of() : List.of(comment));
    }

    @Test
    void equalProfilesGiveEqualBytes() throws IOException {
        byte[] bytes = bytes(GoldenProfiles.after());

        assertThat(bytes(GoldenProfiles.after())).isEqualTo(bytes);
        // By RFC 1952: a gzip stream, deflated, without name or time, of an unknown system.
        assertThat(Arrays.copyOf(bytes, 10)).containsExactly(0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF);
    }

    @Test
    void twoCallsOnOneLineAreOneFrame() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        made.allocate(made.site(Frame.of("A", "a", "A.java", 7, 3)), 11);
        made.allocate(made.site(Frame.of("A", "a", "A.java", 7, 5)), 13);
        made.allocate(made.site(Frame.of("A", "a", "A.java", 8, 3)), 17);

        assertThat(PprofRead.of(bytes(made.profile())).samples())
                .extracting(PprofRead.Sample::stack)
                .containsExactly(List.of("A.a|A.java|7"), List.of("A.a|A.java|7"), List.of("A.a|A.java|8"));
    }

    @Test
    void theStreamStaysOpenAndItsFailuresAreThrown() throws IOException {
        boolean[] closed = {false};
        OutputStream open = new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void close() {
                closed[0] = true;
            }
        };
        new PprofFormat().write(GoldenProfiles.after(), open);
        assertThat(closed[0]).isFalse();

        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        assertThatThrownBy(() -> new PprofFormat().write(GoldenProfiles.after(), full))
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");
    }

    private static byte[] bytes(Profile profile) throws IOException {
        return bytes(profile, new PprofFormat());
    }

    private static byte[] bytes(Profile profile, PprofFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(profile, out);
        return out.toByteArray();
    }
}
