package io.github.underheap.report;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileMath;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.profile.SyntheticProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DhatFormatTest {

    private static final long MAX_EXACT = (1L << 53) - 1;

    @TempDir
    private Path folder;

    @Test
    void aSmallProfileToTheLastByte() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("com.acme.Main \"x\\y\"");
        Frame main = frame("com.acme.Main", "main", 7);
        int encode = made.site(frame("com.acme.Codec", "encode", 42), main);
        int direct = made.site(main);
        made.at(2_000_999).allocate(encode, 1_009).allocate(encode, 503);
        made.at(5_000_000).allocate(direct, 101);
        made.at(6_000_000).free(encode, 1_009);
        made.at(10_000_500);

        assertThat(text(made.profile())).isEqualTo("""
                        {"dhatFileVersion":2,
                        "mode":"java-arena",
                        "verb":"Allocated",
                        "bklt":true,
                        "bkacc":false,
                        "tu":"µs",
                        "Mtu":"s",
                        "tuth":10,
                        "cmd":"com.acme.Main \\"x\\\\y\\"",
                        "pid":4217,
                        "tg":5000,
                        "te":10000,
                        "pps":[
                        {"tb":1512,"tbk":2,"tl":11998,"mb":1512,"mbk":2,"gb":1512,"gbk":2,"eb":503,"ebk":1,"fs":[1,2]},
                        {"tb":101,"tbk":1,"tl":5000,"mb":101,"mbk":1,"gb":101,"gbk":1,"eb":101,"ebk":1,"fs":[2]}
                        ],
                        "ftbl":["[root]",
                        "0x1: com.acme.Codec.encode (Codec.java:42)",
                        "0x2: com.acme.Main.main (Main.java:7)"
                        ],
                        "underheap":{"version":1,
                        "host":"host",
                        "start":1000003,
                        "options":"depth=8",
                        "durationNanos":10000500,
                        "peakNanos":5000000,
                        "currentBytes":604,
                        "peakBytes":1613,
                        "bci":[-1,42,7]}}
                        """);
        JsonNode shown = DhatViewer.show(write(made.profile()));
        assertThat(texts(shown.path("root")))
                .containsExactly(
                        "Total:     1,613 bytes (100%, 161,300/s) in 3 blocks (100%, 300/s), avg size 537.67 bytes,"
                                + " avg lifetime 5,666 µs (56.66% of program duration)",
                        "At t-gmax: 1,613 bytes (100%) in 3 blocks (100%), avg size 537.67 bytes",
                        "At t-end:  604 bytes (100%) in 2 blocks (100%), avg size 302 bytes");
    }

    @Test
    void aProfileWithoutSites() throws Exception {
        Profile profile = SyntheticProfile.of("idle").profile();

        assertThat(text(profile))
                .contains("\"tg\":0,\n\"te\":1,\n\"pps\":[\n],\n\"ftbl\":[\"[root]\"\n],\n\"underheap\":{");
        DhatViewer.show(write(profile));
    }

    @Test
    void oneSite() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("one");
        made.at(3_000).allocate(made.site(frame("A", "a", 1)), 97);

        JsonNode shown = DhatViewer.show(write(made.at(7_000).profile()));

        assertThat(shown.path("tree").path("all").asInt()).isEqualTo(1);
        assertThat(shown.path("root").get(0).asText()).contains("97 bytes", "in 1 blocks", "avg lifetime 4 µs");
    }

    @Test
    void namesThatOnlyClassFilesCanHave() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("half \uD800 a pair,\na line, a \"quote\" and a back\\slash");
        made.allocate(made.site(Frame.of("a\"b\\c", "\n\u0001", "", -1, 0)), 73);
        made.allocate(made.site(Frame.of("Plain", "run", "Plain.java", -1, 1)), 71);
        made.allocate(made.site(Frame.of("Plain", "run0", "Plain.java", -2, -1)), 67);

        JsonNode file = json(made.at(9_000).profile());

        assertThat(file.path("cmd").asText()).isEqualTo("half \uD800 a pair,\na line, a \"quote\" and a back\\slash");
        assertThat(texts(file.path("ftbl")))
                .containsExactly(
                        "[root]",
                        "0x1: a\"b\\c.\\u000a\\u0001 (Unknown Source)",
                        "0x2: Plain.run (Plain.java)",
                        "0x3: Plain.run0 (Native Method)")
                // As the Firefox Profiler looks for them: a dot is no end of a line.
                .filteredOn(text -> text.startsWith("0x"))
                .allMatch(text -> text.matches("0x[0-9a-f]+: .+ \\(.+\\)"));
        DhatViewer.show(write(made.profile()));
    }

    @Test
    void zeroByteBlocksAlone() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("empty");
        int site = made.site(frame("A", "a", 1));
        made.allocate(site, 0).allocate(site, 0).allocate(site, 0);

        Path file = write(made.at(5_000).profile());

        JsonNode point = new ObjectMapper().readTree(file.toFile()).path("pps").get(0);
        assertThat(numbers(point)).containsExactly(0L, 3L, 15L, 0L, 3L, 0L, 3L, 0L, 3L);
        DhatViewer.show(file);
    }

    @Test
    void withoutLifetimesWhatElseWasCountedFollows() throws Exception {
        Profile.Builder builder = Profile.builder();
        int all = builder.site(List.of(Frame.NO_SITES));
        builder.add(all, SiteNumber.TOTAL_BYTES, 120).add(all, SiteNumber.TOTAL_BLOCKS, 2);
        builder.add(all, SiteNumber.LIVE_BYTES, 61).add(all, SiteNumber.LIVE_BLOCKS, 1);
        builder.facts(ProfileFacts.builder().timed(false).durationNanos(8_000).build());

        Path file = write(builder.build());

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(names(json))
                .containsExactly(
                        "dhatFileVersion",
                        "mode",
                        "verb",
                        "bklt",
                        "bkacc",
                        "tu",
                        "Mtu",
                        "cmd",
                        "pid",
                        "te",
                        "pps",
                        "ftbl",
                        "underheap");
        assertThat(json.path("bklt").asBoolean(true)).isFalse();
        assertThat(json.path("te").asLong()).isEqualTo(8);
        assertThat(json.path("pps").toString()).isEqualTo("[{\"tb\":120,\"tbk\":2,\"fs\":[1]}]");
        assertThat(json.path("ftbl").toString()).isEqualTo("[\"[root]\",\"[capture=none]\"]");
        assertThat(json.path("underheap").path("columns").toString())
                .isEqualTo("{\"liveBytes\":[61],\"liveBlocks\":[1]}");
        DhatViewer.show(file);
    }

    /** Two sites with blocks and two without, in turn, so that the order of the columns is not that of the sites. */
    @Test
    void whatDhatHasNoPlaceForFollowsByPointAndThenByFurtherStack() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("pool");
        Frame main = frame("A", "main", 2);
        int cut = made.site(frame("A", "cut", 3), main);
        int slab = made.site(frame("A", "slab", 5), main);
        int failed = made.site(frame("A", "close", 7));
        int plain = made.site(frame("A", "plain", 11), main);
        made.part(cut, 13).part(cut, 17).freePart(cut, 13).closeFailed(failed);
        made.allocate(slab, 4_099).add(slab, SiteNumber.BACKING_BYTES, 19).allocate(plain, 23);
        made.origin(slab, Origin.of(ArenaKind.SHARED, AllocationApi.ARENA));
        made.origin(cut, Origin.of(ArenaKind.SHARED, AllocationApi.ALLOCATOR));
        made.origin(plain, Origin.of(ArenaKind.SHARED, AllocationApi.ARENA));
        made.remark("what the \"recorder\" says");
        Path file = write(made.at(9_000).profile());

        String extras = Files.readString(file).replaceAll("(?s).*\"peakBytes\":4122,\n", "");

        assertThat(extras).isEqualTo("""
                        "remarks":[
                        "what the \\"recorder\\" says"],
                        "fs":[
                        [4,2],[5]],
                        "ftbl":[
                        "0x1: A.cut (A.java:3)",
                        "0x4: A.close (A.java:7)"],
                        "bci":[-1,5,2,11,3,7],
                        "origins":[
                        {"kinds":["SHARED"],"apis":["ALLOCATOR"]},
                        {"kinds":["SHARED"],"apis":["ARENA"]},
                        {"kinds":[],"apis":[]}],
                        "origin":[1,1,0,2],
                        "columns":{"partBytes":[0,0,30,0],
                        "partBlocks":[0,0,2,0],
                        "partFreedBytes":[0,0,13,0],
                        "partFreedBlocks":[0,0,1,0],
                        "failedCloses":[0,0,0,1],
                        "backingBytes":[19,0,0,0]}}}
                        """);
        DhatViewer.show(file);
    }

    /** The bits of all of them, also those that have no meaning yet, are an origin like any other. */
    @Test
    void theFirstSiteMayHaveEachBitOfAnOrigin() throws Exception {
        Profile.Builder builder = Profile.builder();
        int all = builder.site(List.of(frame("A", "all", 1)));
        int none = builder.site(List.of(frame("A", "none", 2)));
        builder.add(all, SiteNumber.TOTAL_BLOCKS, 1).add(all, SiteNumber.TOTAL_BYTES, 53);
        builder.add(none, SiteNumber.TOTAL_BLOCKS, 1).add(none, SiteNumber.TOTAL_BYTES, 59);
        builder.origin(all, -1);

        JsonNode extras = json(builder.build()).path("underheap");

        assertThat(extras.path("origin").toString()).isEqualTo("[0,1]");
        assertThat(extras.path("origins").path(0).path("apis")).hasSize(AllocationApi.values().length);
        assertThat(extras.path("origins").path(1).toString()).isEqualTo("{\"kinds\":[],\"apis\":[]}");
    }

    /** DHAT's own keys stop at 2^53 - 1; the columns have what was counted. */
    @Test
    void numbersAboveTheLimitFollowInFull() throws Exception {
        Profile.Builder builder = Profile.builder();
        int few = builder.site(List.of(frame("A", "few", 1)));
        int many = builder.site(List.of(frame("A", "many", 2)));
        builder.add(few, SiteNumber.TOTAL_BLOCKS, 1).add(few, SiteNumber.TOTAL_BYTES, 53);
        builder.add(many, SiteNumber.TOTAL_BLOCKS, 1).add(many, SiteNumber.TOTAL_BYTES, Long.MAX_VALUE);
        builder.add(many, SiteNumber.LIFETIME_LOW, 7).add(many, SiteNumber.LIFETIME_HIGH, 3);

        JsonNode columns = json(builder.build()).path("underheap").path("columns");

        assertThat(columns.toString())
                .isEqualTo("{\"totalBytes\":[53,9223372036854775807],\"lifetimeLow\":[0,7],\"lifetimeHigh\":[0,3]}");
    }

    @Test
    void aDifferenceHasNoPlaceInTheFormat() {
        Profile empty = Profile.builder().build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> bytes(ProfileMath.difference(empty, empty)))
                .withMessage("the difference of two profiles cannot be written as a DHAT file");
    }

    @Test
    void aFullTableIsARowOfItsOwnAndTheFirstRemark() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("full", 2);
        made.allocateWithoutStack(3);
        for (int line = 1; line <= 5; line++) {
            made.allocate(made.site(frame("A", "a", line)), 1_000 + line);
        }
        Profile profile = made.at(4_000).profile();

        Path file = write(profile);

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(texts(json.path("ftbl")))
                .containsExactly(
                        "[root]",
                        "[site table full]",
                        "[stack not captured]",
                        "0x1: A.a (A.java:1)",
                        "0x2: A.a (A.java:2)");
        assertThat(numbers(json.path("pps").get(0)))
                .containsExactly(3_012L, 3L, 12L, 3_012L, 3L, 3_012L, 3L, 3_012L, 3L);
        assertThat(profile.remarks())
                .containsExactly(
                        "the site table is full: 3,012 bytes in 3 blocks of further sites are shown as [site table full];"
                                + " raise maxSites, unless memory ran out",
                        "the stack of 3 bytes in 1 blocks could not be captured; they are shown as"
                                + " [stack not captured]");
        DhatViewer.show(file);
    }

    @Test
    void lifetimesThatNoReaderKeepsExactStopAtTheLimit() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("old");
        int ancient = made.site(frame("A", "ancient", 1));
        int young = made.site(frame("A", "young", 2));
        for (int i = 0; i < 3; i++) {
            made.allocate(ancient, 41);
        }
        made.at(1L << 62).allocate(young, 37);
        Profile profile = made.at((1L << 62) + 2_000).profile();

        JsonNode file = json(profile);

        assertThat(file.path("pps").get(0).path("tl").asLong()).isEqualTo(MAX_EXACT);
        assertThat(file.path("pps").get(1).path("tl").asLong()).isEqualTo(2);
        assertThat(ExactNumbers.remarks(profile))
                .containsExactly("the lifetimes of 1 sites sum up to more than 2^53 - 1 µs; that number is given");
        DhatViewer.show(write(profile));
    }

    @Test
    void bytesThatNoReaderKeepsExactStopAtTheLimit() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("busy");
        int churn = made.site(frame("A", "churn", 1));
        long block = 1L << 46;
        for (int i = 0; i < 128; i++) {
            made.allocate(churn, block).free(churn, block);
        }
        Profile profile = made.at(31_000).profile();

        JsonNode file = json(profile);

        assertThat(profile.stats().totalBytes()).isEqualTo(1L << 53);
        assertThat(file.path("pps").get(0).path("tb").asLong()).isEqualTo(MAX_EXACT);
        assertThat(ExactNumbers.remarks(profile))
                .containsExactly("the total bytes of 1 sites are above 2^53 - 1; DHAT files give that number");
        DhatViewer.show(write(profile));
    }

    @Test
    void numbersAtTheLimitAreExactAndWorthNoRemark() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("busy");
        int churn = made.site(frame("A", "churn", 1));
        long block = 1L << 46;
        for (int i = 0; i < 127; i++) {
            made.allocate(churn, block).free(churn, block);
        }
        made.allocate(churn, block - 1);
        Profile profile = made.at(31_000).profile();

        assertThat(json(profile).path("pps").get(0).path("tb").asLong()).isEqualTo(MAX_EXACT);
        assertThat(ExactNumbers.remarks(profile)).isEmpty();
    }

    @Test
    void thePeakIsNotAfterTheEnd() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("short");
        made.at(999).allocate(made.site(frame("A", "a", 1)), 29);

        JsonNode file = json(made.profile());

        assertThat(file.path("tg").asLong()).isZero();
        assertThat(file.path("te").asLong()).isEqualTo(1);
        DhatViewer.show(write(made.profile()));
    }

    @Test
    void twoCallsOnOneLineAreTwoPoints() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("one line");
        made.allocate(made.site(Frame.of("A", "a", "A.java", 5, 3)), 23);
        made.allocate(made.site(Frame.of("A", "a", "A.java", 5, 9)), 19);

        Path file = write(made.at(1_000).profile());

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(texts(json.path("ftbl"))).containsExactly("[root]", "0x1: A.a (A.java:5)", "0x2: A.a (A.java:5)");
        assertThat(json.path("pps")).hasSize(2);
        DhatViewer.show(file);
    }

    private Path write(Profile profile) throws IOException {
        Path file = folder.resolve("dhat-heap.json");
        Files.write(file, bytes(profile));
        return file;
    }

    private static String text(Profile profile) throws IOException {
        return new String(bytes(profile), StandardCharsets.UTF_8);
    }

    private static JsonNode json(Profile profile) throws IOException {
        return new ObjectMapper().readTree(bytes(profile));
    }

    private static byte[] bytes(Profile profile) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DhatFormat().write(profile, out);
        return out.toByteArray();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The nine numbers of a point, in the order of the file. */
    private static List<Long> numbers(JsonNode point) {
        return Stream.of("tb", "tbk", "tl", "mb", "mbk", "gb", "gbk", "eb", "ebk")
                .map(key -> point.path(key).asLong(-1))
                .toList();
    }
}
