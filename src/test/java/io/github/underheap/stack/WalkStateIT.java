package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.underheap.ForkedJvm;
import io.github.underheap.stack.program.StateMain;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which flags turn the walk on, which leave it off, and that neither prints anything else. */
class WalkStateIT implements NeedsTheWalk {
    @TempDir
    private Path directory;

    /** What walk=auto comes to where this build of Java was tried. */
    @BeforeEach
    void needsATriedBuild() {
        String state = NativeWalk.open(WalkMode.AUTO, 0).state();
        assumeFalse(state.contains("was never tried"), state);
    }

    private String states(String... flags) throws Exception {
        return run(flags, "auto", "vm", "fp", "off");
    }

    private String run(String[] flags, String... modes) throws Exception {
        ForkedJvm.Result result = WalkPrograms.jvm(directory, flags).run(StateMain.class, modes);
        assertThat(result.code()).as(result.output()).isZero();
        return result.output();
    }

    @Test
    void withoutFlagsTheCodeCacheIsWalked() throws Exception {
        assertThat(states()).isEqualTo("""
                        RESULT vm
                        RESULT vm
                        RESULT off: walk=fp needs -XX:+PreserveFramePointer
                        RESULT off: walk=off
                        """);
    }

    @Test
    void framePointersAreUsedWhenTheJvmKeepsThem() throws Exception {
        assertThat(states("-XX:+PreserveFramePointer")).isEqualTo("""
                        RESULT fp
                        RESULT vm
                        RESULT fp
                        RESULT off: walk=off
                        """);
    }

    @Test
    void withoutNativeAccessNothingRestrictedIsCalled() throws Exception {
        String refused = "RESULT off: native access is not enabled for underheap (--enable-native-access)\n";

        ForkedJvm.Result result = ForkedJvm.in(directory).run(StateMain.class, "auto", "vm", "fp");

        assertThat(result.output()).isEqualTo(refused.repeat(3));
    }

    @Test
    void codeOfUnknownCompilersIsNotWalked() throws Exception {
        assertThat(states("-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI"))
                .startsWith("RESULT off: code of a JVMCI compiler was never tried\n");
    }

    /** None of them changes the fingerprint of a build. */
    @Test
    void everyCollectorAndLayoutIsWalked() throws Exception {
        String[] flags = {
            "-XX:+UseZGC",
            "-XX:+UseShenandoahGC",
            "-XX:+UseSerialGC -XX:-UseCompressedOops",
            "-XX:+UseParallelGC -XX:+UseCompactObjectHeaders",
            "-XX:-SegmentedCodeCache",
            "-XX:-UsePerfData",
            "-Xint",
            "-Xshare:off",
            "-XX:TieredStopAtLevel=1 -Xmx64m"
        };
        for (String flag : flags) {
            assertThat(run(flag.split(" ", -1), "auto")).as(flag).isEqualTo("RESULT vm\n");
        }
    }

    @Test
    void anUnknownBuildIsWalkedOnlyWhereThatIsAskedFor() throws Exception {
        ForkedJvm.Result result = WalkPrograms.jvm(directory).run(UnknownVmMain.class);

        assertThat(result.output())
                .matches("RESULT off: this build of Java \\Q" + Runtime.version()
                        + "\\E was never tried \\(fingerprint [0-9a-f]{16}\\);"
                        + " walk=vm tries it, guarded by a self-check\nRESULT vm\n");
    }

    @Test
    void aWalkThatIsWrongIsFoundOutEvenWithoutPerformanceData() throws Exception {
        ForkedJvm.Result result = WalkPrograms.jvm(directory, "-Xint").run(SelfCheckMain.class);

        assertThat(result.output()).matches("(RESULT the self-check got a wrong site: .*\n){2}");
    }
}
