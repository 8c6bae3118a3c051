package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.stack.NeedsTheWalk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first use of the library in a process, wherever and whenever it comes. */
class FirstUseIT {

    @TempDir
    private Path folder;

    private ForkedJvm jvm() {
        return ForkedJvm.in(folder).patience(Duration.ofSeconds(60));
    }

    @Test
    void whereAStackEnds() throws Exception {
        ForkedJvm.Result result = jvm().run(FirstUsePrograms.Stack.class, "0", "8", "140");

        assertThat(result.count("wrong")).as(result.output()).isZero();
        assertThat(result.count("reached")).isEqualTo(8);
        assertThat(result.count("thrown")).isPositive();
    }

    /** Nothing of the JDK has been used before either, but what the program needs to get there. */
    @ParameterizedTest
    @ValueSource(ints = {20, 850})
    void whereAStackEndsInAProcessOfItsOwn(int position) throws Exception {
        ForkedJvm.Result result = jvm().run(FirstUsePrograms.Stack.class, "" + position, "1", "1");

        assertThat(result.count("wrong")).as(result.output()).isZero();
        assertThat(result.count("reached")).isOne();
    }

    @Test
    void whileTheHeapIsFull() throws Exception {
        ForkedJvm.Result result =
                jvm().option("-Xmx16m", "-XX:+UseSerialGC").run(FirstUsePrograms.Heap.class, "0", "8", "130000");

        assertThat(result.count("wrong")).as(result.output()).isZero();
        assertThat(result.count("reached")).isEqualTo(8);
    }

    @Test
    void whileAThreadThatAllocatesHoldsTheErrorStream() throws Exception {
        ForkedJvm.Result result = jvm().option("-Dunderheap.depth=65").run(FirstUsePrograms.ErrorStreamHeld.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "RESULT bytes 26\n", ""));
    }

    @Test
    void byTheApplicationWhoseCodeIsAskedForTheOptions() throws Exception {
        ForkedJvm.Result result = jvm().run(FirstUsePrograms.PropertiesThatAllocate.class);

        assertThat(result.code()).isZero();
        assertThat(result.conclusion())
                .isEqualTo("RESULT bytes 26, remarks [arenas that were opened before recording could begin are not"
                        + " counted]");
    }

    @Test
    void byTheApplicationWhoseCodeMakesATrackerWhenItIsAskedForTheOptions() throws Exception {
        ForkedJvm.Result result = jvm().run(FirstUsePrograms.PropertiesThatMakeATracker.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "RESULT inside 17, bytes 13\n", ""));
    }

    @Test
    void byTheClassLoaderThatIsAskedForTheLibrary() throws Exception {
        ForkedJvm.Result result = jvm().run(FirstUseLockPrograms.TrackerByTheClassLoader.class);

        assertThat(result)
                .isEqualTo(new ForkedJvm.Result(
                        0,
                        "RESULT inside: underheap is not ready: this is called while it gets ready; outside: off: capture=none\n",
                        ""));
    }

    @Test
    void withStreamsAndPropertiesThatThrow() throws Exception {
        ForkedJvm.Result result = jvm().option("-Dunderheap.depth=65", ENABLE_NATIVE_ACCESS)
                .variable("UNDERHEAP_OUTPUT", "x.json")
                .run(FirstUsePrograms.EverythingThrows.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "RESULT bytes 13\n", ""));
        assertThat(folder.resolve("x.json")).content().contains("{\"tb\":13,");
    }

    /** An initializer that fails breaks its class for good, and the application's stack may end where it runs. */
    @ParameterizedTest
    @ValueSource(strings = {"-Dunderheap.capture=stackwalker", "-Dunderheap.capture=none", ENABLE_NATIVE_ACCESS})
    void runsNoInitializerOnAThreadOfTheApplication(String option) throws Exception {
        ForkedJvm.Result result = jvm().option("-Xlog:class+init=info", option).run(FirstUsePrograms.UsesArenas.class);

        assertThat(result.code()).isZero();
        assertThat(initialized(result, "underheap-start")).contains("io/github/underheap/record/Recording");
        assertThat(initialized(result, "main")).isEmpty();
    }

    @Test
    void runsNoInitializerThereWhenTrackersHaveOtherOptionsThanTheFirst() throws Exception {
        NeedsTheWalk.assumeOn();
        ForkedJvm.Result result = jvm().option(
                        "-Xlog:class+init=info", "-Dunderheap.capture=none", ENABLE_NATIVE_ACCESS)
                .run(FirstUsePrograms.OtherOptions.class);

        assertThat(result.code()).isZero();
        assertThat(initialized(result, "underheap-start"))
                .contains(
                        "io/github/underheap/stack/VmStructs",
                        "io/github/underheap/stack/bindings/Helper$uh_cache_free");
        assertThat(initialized(result, "main")).allMatch(name -> name.contains("/config/"));
        assertThat(result.out())
                .contains("jdk/internal/foreign/abi/AbstractLinker")
                .doesNotContainPattern(LINKER_BY_MAIN);
    }

    @Test
    void runsNoInitializerThereWhileTheLibraryIsMadeReadyForAnotherThread() throws Exception {
        ForkedJvm.Result result =
                jvm().option("-Xlog:class+init=info").run(FirstUseLockPrograms.TwoTrackersAtATime.class);

        assertThat(result.conclusion()).isEqualTo("RESULT off: capture=none, off: capture=none");
        assertThat(initialized(result, "second")).isEmpty();
    }

    @Test
    void aClassThatAShrinkerHasRenamedIsDoneWithout() throws Exception {
        ForkedJvm.Result result = jvm().run(FirstUsePrograms.Renamed.class);

        assertThat(result)
                .isEqualTo(new ForkedJvm.Result(
                        0, "RESULT bytes 13\nio.github.underheap.record.WatchedArenas$Xyzzy\n", ""));
    }

    @Test
    void whileAClassLoaderIsLockedByAThreadThatAllocates() throws Exception {
        ForkedJvm.Result result = jvm().run(FirstUseLockPrograms.ArenaInAClassLoader.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "RESULT ended 2, bytes 39\n", ""));
    }

    private static final String LINKER_BY_MAIN =
            "Initializing 'jdk/internal/foreign/abi/[^']*' \\([^)]*\\) by thread \"main\"";

    private static final String ENABLE_NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** Classes of the library whose initializer a thread has run. */
    private static List<String> initialized(ForkedJvm.Result result, String thread) {
        return Pattern.compile("Initializing '(io/github/underheap/[^']*)' \\([^)]*\\) by thread \"" + thread + "\"")
                .matcher(result.out())
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.contains("Programs"))
                .toList();
    }
}
