package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.SteppedTracker;
import io.github.underheap.Tracker;
import io.github.underheap.TrackingArena;
import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.Profile;
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

/** Files of real trackers, whose stacks and numbers come through the recorder. */
class DhatOfTrackerTest {

    @TempDir
    private Path folder;

    @Test
    void theStacksOfARealTrackerAreInnermostFirst() throws Exception {
        SteppedTracker stepped = SteppedTracker.of(TrackerOptions.builder().depth(3));
        int[] lines = new int[2];
        try (TrackingArena arena = stepped.tracker().ofConfined()) {
            lines[1] = line() + 1;
            lines[0] = inner(arena, 89);
        }

        JsonNode file = json(stepped.tracker().profile());

        String type = DhatOfTrackerTest.class.getName();
        assertThat(stack(file, file.path("pps").get(0)).subList(0, 2))
                .containsExactly(
                        "0x1: " + type + ".inner (DhatOfTrackerTest.java:" + lines[0] + ")",
                        "0x2: " + type + ".theStacksOfARealTrackerAreInnermostFirst (DhatOfTrackerTest.java:" + lines[1]
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
        assertThat(json.path("bklt").asBoolean(true)).isFalse();
        assertThat(json.path("te").asLong()).isEqualTo(8);
        assertThat(json.path("pps").toString()).isEqualTo("[{\"tb\":120,\"tbk\":2,\"fs\":[1]}]");
        assertThat(json.path("ftbl").toString()).isEqualTo("[\"[root]\",\"[capture=none]\"]");
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
            super(DhatOfTrackerTest.class.getClassLoader());
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
            tracker.parts(SegmentAllocator.slicingAllocator(slab), arena).allocate(13);
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

    /** The nine numbers of a point, in the order of the file. */
    private static List<Long> numbers(JsonNode point) {
        return Stream.of("tb", "tbk", "tl", "mb", "mbk", "gb", "gbk", "eb", "ebk")
                .map(key -> point.path(key).asLong(-1))
                .toList();
    }
}
