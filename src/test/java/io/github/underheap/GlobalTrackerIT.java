package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.TrackerOptions;
import io.github.underheap.stack.NeedsTheWalk;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the global tracker says when it is made. */
class GlobalTrackerIT {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "walk=vm | native access is not enabled for underheap (--enable-native-access); StackWalker is used",
                "verify=7 | native access is not enabled for underheap (--enable-native-access); StackWalker is used",
                "walk=off verify=7 | walk=off; StackWalker is used",
                "walk=vm capture=stackwalker | capture=stackwalker; StackWalker is used",
                "verify=7 capture=none | capture=none",
            })
    void saysWhyAWalkThatWasAskedForIsOff(String options, String reason) throws Exception {
        assertThat(run(options)).isEqualTo("underheap: the native walk is off: " + reason + "\n");
    }

    @Test
    void saysThatTheJvmKeepsNoFramePointers() throws Exception {
        NeedsTheWalk.assumeOn();

        assertThat(run("walk=fp", "--enable-native-access=ALL-UNNAMED"))
                .isEqualTo("underheap: the native walk is off: walk=fp needs -XX:+PreserveFramePointer; StackWalker is"
                        + " used\n");
        assertThat(run("walk=vm verify=7", "--enable-native-access=ALL-UNNAMED"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"walk=auto", "walk=off", "verify=0", "enabled=false walk=vm verify=7"})
    void isSilentIfNobodyAskedForTheWalk(String options) throws Exception {
        assertThat(run(options)).isEmpty();
    }

    /** Asks for options of its own, and then for others, which is too late. */
    static final class OwnDefaults {
        public static void main(String[] args) {
            TrackerOptions mine =
                    TrackerOptions.builder().depth(13).buckets(128).build();
            System.out.println(Tracker.global(mine).options());
            System.out.println(
                    Tracker.global(TrackerOptions.builder().depth(17).build()).options());
            System.out.println(TrackingArena.ofShared().allocate(7).byteSize() + " of "
                    + Tracker.global().snapshot().currentBytes());
        }
    }

    @Test
    void beginsWithTheOptionsThatTheProgramPrefersWhereNobodySetsOthers() throws Exception {
        String options = TrackerOptions.builder().depth(13).buckets(256).build().toString();

        ForkedJvm.Result result =
                ForkedJvm.in(folder).option("-Dunderheap.buckets=256").run(OwnDefaults.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, options + "\n" + options + "\n7 of 7\n", ""));
    }

    /** What a program that uses the global tracker has on its error stream. */
    private String run(String options, String... more) throws Exception {
        ForkedJvm jvm = ForkedJvm.in(folder).option(more);
        for (String option : options.split(" ", -1)) {
            jvm.option("-Dunderheap." + option);
        }
        ForkedJvm.Result result = jvm.run(ExitPrograms.Returns.class);
        assertThat(result.code()).as(result.output()).isZero();
        return result.err();
    }
}
