package io.github.underheap.report;

import static io.github.underheap.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.Capture;
import io.github.underheap.Profile;
import io.github.underheap.SteppedTracker;
import io.github.underheap.SyntheticProfile;
import io.github.underheap.Tracker;
import io.github.underheap.TrackerOptions;
import io.github.underheap.TrackingArena;
import io.github.underheap.memory.FrameKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.SegmentAllocator;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DhatFormatTest {

    private static final long MAX_EXACT = (1L << 53) - 1;

    @TempDir
    private Path folder;

    @Test
    void aSmallProfileToTheLastByte() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("com.acme.Main \"x\\y\"");
        FrameKey main = frame("com.acme.Main", "main", 7);
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
                        ]}
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

        assertThat(text(profile)).contains("\"tg\":0,\n\"te\":1,\n\"pps\":[\n],\n\"ftbl\":[\"[root]\"\n]}\n");
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
    void theStacksOfARealTrackerAreInnermostFirst() throws Exception {
        SteppedTracker stepped = SteppedTracker.of(TrackerOptions.builder().depth(3));
        int[] lines = new int[2];
        try (TrackingArena arena = stepped.tracker().ofConfined()) {
            lines[1] = line() + 1;
            lines[0] = inner(arena, 89);
        }

        JsonNode file = json(stepped.tracker().profile());

        String type = DhatFormatTest.class.getName();
        assertThat(stack(file, file.path("pps").get(0)).subList(0, 2))
                .containsExactly(
                        "0x1: " + type + ".inner (DhatFormatTest.java:" + lines[0] + ")",
                        "0x2: " + type + ".theStacksOfARealTrackerAreInnermostFirst (DhatFormatTest.java:" + lines[1]
                                + ")");
        assertThat(file.path("pps").get(0).path("fs")).hasSize(3);
        assertThat(file.path("ftbl").get(0).asText()).isEqualTo("[root]");
    }

    private static int inner(TrackingArena arena, long bytes) {
        int line = line() + 1;
        arena.allocate(bytes);
        return line;
    }

    private static int line() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow())
                .getLineNumber();
    }

    @Test
    void sixtyFourFrames() throws Exception {
        SteppedTracker stepped = SteppedTracker.of(TrackerOptions.builder().depth(64));
        try (TrackingArena arena = stepped.tracker().ofConfined()) {
            nested(arena, 70);
        }
        stepped.pass(1_000_003);

        Path file = write(stepped.tracker().profile());

        JsonNode stack =
                new ObjectMapper().readTree(file.toFile()).path("pps").get(0).path("fs");
        assertThat(stack).hasSize(64);
        DhatViewer.show(file);
    }

    private static void nested(TrackingArena arena, int depth) {
        if (depth == 0) {
            arena.allocate(83);
        } else {
            nested(arena, depth - 1);
        }
    }

    @Test
    void unicodeNames() throws Exception {
        SteppedTracker stepped = SteppedTracker.of(TrackerOptions.builder().depth(1));
        try (TrackingArena arena = stepped.tracker().ofConfined();
                URLClassLoader loader = compiled("Größe日本", """
                        public class Größe日本 implements java.util.function.Consumer<java.lang.foreign.Arena> {
                            public void accept(java.lang.foreign.Arena arena) {
                                вызов𝒳(arena);
                            }

                            static void вызов𝒳(java.lang.foreign.Arena arena) {
                                arena.allocate(79);
                            }
                        }
                        """)) {
            Object compiled = loader.loadClass("Größe日本").getConstructor().newInstance();
            Consumer.class.getMethod("accept", Object.class).invoke(compiled, arena);
        }
        stepped.pass(2_000);

        Path file = write(stepped.tracker().profile());

        String frame = "0x1: Größe日本.вызов𝒳 (Größe日本.java:7)";
        assertThat(texts(new ObjectMapper().readTree(file.toFile()).path("ftbl")))
                .containsExactly("[root]", frame);
        assertThat(DhatViewer.show(file).path("text").asText()).contains(frame);
    }

    private URLClassLoader compiled(String name, String source) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-proc:none", "-d", folder.toString());
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(file))
                            .call())
                    .isTrue();
        }
        return new URLClassLoader(new URL[] {folder.toUri().toURL()});
    }

    @Test
    void namesThatOnlyClassFilesCanHave() throws Exception {
        SyntheticProfile made = SyntheticProfile.of("half \uD800 a pair,\na line, a \"quote\" and a back\\slash");
        made.allocate(made.site(new FrameKey("a\"b\\c", "\n\u0001", "", -1, 0)), 73);
        made.allocate(made.site(new FrameKey("Plain", "run", "Plain.java", -1, 1)), 71);
        made.allocate(made.site(new FrameKey("Plain", "run0", "Plain.java", -2, -1)), 67);

        JsonNode file = json(made.at(9_000).profile());

        assertThat(file.path("cmd").asText()).isEqualTo("half \uD800 a pair,\na line, a \"quote\" and a back\\slash");
        assertThat(texts(file.path("ftbl")))
                .containsExactly(
                        "[root]",
                        "0x1: a\"b\\c.\n\u0001 (Unknown Source)",
                        "0x2: Plain.run (Plain.java)",
                        "0x3: Plain.run0 (Native Method)");
        DhatViewer.show(write(made.profile()));
    }

    @Test
    void zeroByteBlocksAlone() throws Exception {
        SteppedTracker stepped = SteppedTracker.of(TrackerOptions.builder());
        TrackingArena arena = stepped.tracker().ofShared();
        for (int i = 0; i < 3; i++) {
            arena.allocate(0);
        }
        stepped.pass(5_000);

        Path file = write(stepped.tracker().profile());

        JsonNode point = new ObjectMapper().readTree(file.toFile()).path("pps").get(0);
        assertThat(numbers(point)).containsExactly(0L, 3L, 15L, 0L, 3L, 0L, 3L, 0L, 3L);
        DhatViewer.show(file);
        arena.close();
    }

    @Test
    void withoutStacksThereAreNoLifetimes() throws Exception {
        SteppedTracker stepped = SteppedTracker.of(TrackerOptions.builder().capture(Capture.NONE));
        try (TrackingArena arena = stepped.tracker().ofShared()) {
            arena.allocate(61);
            arena.allocate(59);
        }
        stepped.pass(8_000);

        Path file = write(stepped.tracker().profile());

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
                        "ftbl");
        assertThat(json.path("bklt").asBoolean(true)).isFalse();
        assertThat(json.path("te").asLong()).isEqualTo(8);
        assertThat(json.path("pps").toString()).isEqualTo("[{\"tb\":120,\"tbk\":2,\"fs\":[1]}]");
        assertThat(json.path("ftbl").toString()).isEqualTo("[\"[root]\",\"[capture=none]\"]");
        DhatViewer.show(file);
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
    void theTableOfARealTrackerFillsUp() throws Exception {
        SteppedTracker stepped = SteppedTracker.of(TrackerOptions.builder().maxSites(1));
        TrackingArena arena = stepped.tracker().ofShared();
        arena.allocate(53);
        arena.allocate(47);
        arena.allocate(43);
        stepped.pass(1_000);

        Path file = write(stepped.tracker().profile());

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.path("ftbl").get(1).asText()).isEqualTo("[site table full]");
        assertThat(json.path("pps").get(0).path("tb").asLong()).isEqualTo(90);
        assertThat(json.path("pps").get(1).path("tb").asLong()).isEqualTo(53);
        DhatViewer.show(file);
        arena.close();
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
        assertThat(profile.remarks())
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
        assertThat(profile.remarks())
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
        assertThat(profile.remarks()).isEmpty();
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
        made.allocate(made.site(new FrameKey("A", "a", "A.java", 5, 3)), 23);
        made.allocate(made.site(new FrameKey("A", "a", "A.java", 5, 9)), 19);

        Path file = write(made.at(1_000).profile());

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(texts(json.path("ftbl"))).containsExactly("[root]", "0x1: A.a (A.java:5)", "0x2: A.a (A.java:5)");
        assertThat(json.path("pps")).hasSize(2);
        DhatViewer.show(file);
    }

    /** Allocates; loaded by two loaders in the test below. */
    public static final class Twin implements Runnable {

        private final TrackingArena arena;

        public Twin(TrackingArena arena) {
            this.arena = arena;
        }

        @Override
        public void run() {
            arena.allocate(17);
        }
    }

    @Test
    void aClassOfTwoLoadersIsOnePoint() throws Exception {
        SteppedTracker stepped = SteppedTracker.of(TrackerOptions.builder().depth(1));
        Class<?> first = new OwnTwin().loadClass(Twin.class.getName());
        Class<?> second = new OwnTwin().loadClass(Twin.class.getName());
        assertThat(Stream.of(first, second, Twin.class).distinct()).hasSize(3);
        try (TrackingArena arena = stepped.tracker().ofConfined()) {
            for (Class<?> type : List.of(first, second)) {
                ((Runnable) type.getConstructor(TrackingArena.class).newInstance(arena)).run();
            }
        }
        stepped.pass(6_000);

        Path file = write(stepped.tracker().profile());

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.path("pps")).hasSize(1);
        assertThat(json.path("pps").get(0).path("tb").asLong()).isEqualTo(34);
        assertThat(json.path("pps").get(0).path("tbk").asLong()).isEqualTo(2);
        DhatViewer.show(file);
    }

    /** Defines the class itself instead of asking its parent. */
    private static final class OwnTwin extends ClassLoader {

        OwnTwin() {
            super(DhatFormatTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Twin.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void partsOfTrackedBlocksAreNoPoints() throws Exception {
        SteppedTracker stepped = SteppedTracker.of(TrackerOptions.builder().depth(1));
        Tracker tracker = stepped.tracker();
        try (TrackingArena arena = tracker.ofConfined()) {
            var slab = arena.allocate(4_099);
            tracker.allocator(SegmentAllocator.slicingAllocator(slab), arena).allocate(13);
            Profile profile = tracker.profile();

            assertThat(profile.siteCount()).isEqualTo(2);
            assertThat(json(profile).path("pps")).hasSize(1);
            DhatViewer.show(write(profile));
        }
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

    private static List<String> stack(JsonNode file, JsonNode point) {
        List<String> frames = new ArrayList<>();
        point.path("fs")
                .forEach(
                        index -> frames.add(file.path("ftbl").get(index.asInt()).asText()));
        return frames;
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
