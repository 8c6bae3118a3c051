package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.DhatFormat;
import io.github.underheap.report.JsonFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of other tools. Those of Valgrind 3.19 are as {@code valgrind --tool=dhat} wrote them for the C programs beside them; those of dhat-rs and mod-alloc have
 * the shape that these tools write.
 */
class OtherToolsTest {

    private static Profile read(String name) throws IOException {
        try (InputStream in = OtherToolsTest.class.getResourceAsStream(name)) {
            return ProfileReader.read(name, Objects.requireNonNull(in));
        }
    }

    private static List<String> texts(AllocationSite site) {
        return site.frames().stream().map(Frame::text).toList();
    }

    @Test
    void valgrind() throws IOException {
        Profile profile = read("valgrind-heap.json");

        assertThat(profile.siteCount()).isEqualTo(3);
        assertThat(profile.stats().totalBytes()).isEqualTo(1_626);
        assertThat(profile.stats().allocCount()).isEqualTo(4);
        assertThat(profile.stats().peakBytes()).isEqualTo(1_512);
        assertThat(profile.stats().currentBytes()).isEqualTo(101);
        assertThat(profile.command()).isEqualTo("./heap");
        assertThat(profile.pid()).isEqualTo(31_252);
        assertThat(profile.isFinal()).isTrue();
        assertThat(profile.timed()).isTrue();
        assertThat(profile.timeUnit()).isEqualTo("instrs");
        assertThat(profile.durationNanos()).isEqualTo(151_501_000);
        assertThat(profile.peakNanos()).isEqualTo(144_110_000);
        AllocationSite first = profile.site(0);
        assertThat(texts(first))
                .containsExactly(
                        "0x48417B4: malloc (in /usr/libexec/valgrind/vgpreload_dhat-amd64-linux.so)",
                        "0x109180: codec (valgrind-heap.c:8)",
                        "0x109194: main (valgrind-heap.c:12)");
        assertThat(first.totalBytes()).isEqualTo(1_009);
        assertThat(first.atPeakBytes()).isEqualTo(1_009);
        assertThat(first.lifetimeMicros()).isEqualTo(1_911);
        assertThat(profile.measures(SiteNumber.LIVE_BYTES)).isTrue();
        assertThat(profile.measures(SiteNumber.PART_BYTES)).isFalse();
    }

    /** Valgrind has 0 for the peak of a site that was never higher while the whole program was at its peak. */
    @Test
    void ownPeaksOfValgrindAreNotBelowWhatWasLive() throws IOException {
        Profile profile = read("valgrind-heap.json");

        AllocationSite resized = profile.site(2);
        assertThat(resized.liveBytes()).isEqualTo(101);
        assertThat(resized.ownPeakBytes()).isEqualTo(101);
        assertThat(resized.ownPeakBlocks()).isEqualTo(1);
        assertThat(profile.remarks())
                .containsExactly(
                        "times and lifetimes are in instrs",
                        "the own peaks of 1 points were below what was live there, as Valgrind writes them; that number is"
                                + " taken");
    }

    @Test
    void dhatRs() throws IOException {
        Profile profile = read("dhat-rs-heap.json");

        assertThat(profile.siteCount()).isEqualTo(2);
        assertThat(profile.stats().totalBytes()).isEqualTo(1_022);
        assertThat(profile.stats().peakBytes()).isEqualTo(822);
        assertThat(profile.stats().currentBytes()).isEqualTo(13);
        assertThat(profile.timeUnit()).isEqualTo("µs");
        assertThat(profile.durationNanos()).isEqualTo(1_009_000);
        assertThat(profile.peakNanos()).isEqualTo(503_000);
        assertThat(profile.site(0).lifetimeNanos()).isEqualTo(211_000);
        assertThat(texts(profile.site(1)))
                .contains("0x55d2f0a1b2d4: example::codec::encode (example/src/codec.rs:42:17)");
        assertThat(profile.remarks()).isEmpty();
        assertThat(profile.startEpochMillis()).as("not known").isZero();
    }

    @Test
    void modAllocKnowsTotalsOnly() throws IOException {
        Profile profile = read("mod-alloc-heap.json");

        assertThat(profile.stats().totalBytes()).isEqualTo(1_512);
        assertThat(profile.stats().allocCount()).isEqualTo(4);
        assertThat(profile.timed()).isFalse();
        assertThat(profile.durationNanos()).as("not known").isZero();
        List<SiteNumber> measured = new ArrayList<>(List.of(SiteNumber.values()));
        measured.removeIf(number -> !profile.measures(number));
        assertThat(measured).containsExactly(SiteNumber.TOTAL_BYTES, SiteNumber.TOTAL_BLOCKS);
        assertThat(profile.remarks())
                .containsExactly(
                        "the file has total bytes and blocks only: what was live, peaks and lifetimes are not known");
    }

    @ParameterizedTest
    @CsvSource({
        "valgrind-copy.json, 2:9, a profile of mode \"copy\" counts bytes that were copied",
        "valgrind-ad-hoc.json, 2:9, a profile of mode \"ad-hoc\" counts events of the program's own",
        "dhat-rs-ad-hoc.json, 3:8, a profile of mode \"rust-ad-hoc\" counts events of the program's own",
        "mod-alloc-ad-hoc.json, 1:29, a profile of mode \"ad-hoc\" counts events of the program's own"
    })
    void whatCountsNoMemoryIsRefused(String name, String place, String reason) {
        assertThatThrownBy(() -> read(name))
                .isExactlyInstanceOf(UnreadableProfileException.class)
                .hasMessage(name + ":" + place + ": " + reason + ", and no memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"valgrind-heap.json", "dhat-rs-heap.json", "mod-alloc-heap.json"})
    void theyCanBeWrittenAndReadAgain(String name) throws IOException {
        Profile profile = read(name);
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        new JsonFormat().write(profile, json);
        ByteArrayOutputStream dhat = new ByteArrayOutputStream();
        new DhatFormat().write(profile, dhat);

        Content.assertEqual(
                Content.of(ProfileReader.read("f", new ByteArrayInputStream(json.toByteArray()))), Content.of(profile));
        Content.assertEqual(
                Content.ofDhat(ProfileReader.read("f", new ByteArrayInputStream(dhat.toByteArray()))),
                Content.ofDhat(profile));
    }

    /** Other tools may write one stack as several points, where what told them apart was cut off. */
    @Test
    void pointsOfOneStackAreSummedUp() throws IOException {
        String file =
                "{\"dhatFileVersion\":2,\"mode\":\"m\",\"verb\":\"v\",\"bklt\":false,\"bkacc\":false,\"tu\":\"t\",\"Mtu\":\"T\","
                        + "\"cmd\":\"c\",\"pid\":1,\"te\":9,\"pps\":[{\"tb\":7,\"tbk\":1,\"fs\":[1,2]},{\"tb\":11,\"tbk\":2,\"fs\":[3,2]},"
                        + "{\"tb\":13,\"tbk\":3,\"fs\":[]}],\"ftbl\":[\"[root]\",\"f\",\"g\",\"f\"]}";

        Profile profile = ProfileReader.read(
                "f", new ByteArrayInputStream(file.getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        assertThat(profile.siteCount()).isEqualTo(2);
        assertThat(profile.site(0).totalBytes()).isEqualTo(18);
        assertThat(profile.site(0).totalBlocks()).isEqualTo(3);
        assertThat(texts(profile.site(0))).containsExactly("f", "g");
        assertThat(profile.site(1).frames()).containsExactly(Frame.NO_STACK);
    }
}
