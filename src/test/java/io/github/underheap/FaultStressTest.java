package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.Capture;
import io.github.underheap.record.FaultStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All kinds of faults at all steps, of which {@link FaultTest} tries some. */
class FaultStressTest {

    @ParameterizedTest
    @EnumSource
    void aFaultOfAnyKindAtAnyStepCostsNoMoreThanItsEvent(FaultPath path) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        for (Capture capture : List.of(Capture.STACKWALKER, Capture.NONE)) {
            Supplier<List<String>> run = FaultTest.run(path, capture);
            for (Supplier<Throwable> kind : FaultTest.KINDS) {
                // Most steps of long paths are in loops over rows and entries.
                for (int n = 1; n <= FaultStep.count(); n += FaultStep.count() / 2_000 * 4 + 1) {
                    FaultStep.failAt(n, kind);
                    wrong.addAll(run.get());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aThreadThatIsStoppedAnywhereKeepsNobodyFromWork(FaultPath path) throws ReflectiveOperationException {
        assertThat(FaultTest.stopped(path, Capture.STACKWALKER, 2_000)).isEmpty();
        assertThat(FaultTest.stopped(path, Capture.NONE, 2_000)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aStackThatEndsAnywhereCostsNoMoreThanItsEvents(FaultPath path) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        for (Capture capture : List.of(Capture.STACKWALKER, Capture.NONE)) {
            Supplier<List<String>> run = FaultTest.run(path, capture);
            int deepest = FaultStep.deepest();
            for (int jdk = 0; jdk < 12; jdk++) {
                for (int room = 1; room < deepest + jdk; room++) {
                    FaultStep.failBelow(room, jdk);
                    wrong.addAll(run.get());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }
}
