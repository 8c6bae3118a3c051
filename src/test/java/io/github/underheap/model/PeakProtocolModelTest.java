package io.github.underheap.model;

import static io.github.underheap.model.PeakProtocolModel.Operation.allocate;
import static io.github.underheap.model.PeakProtocolModel.Operation.close;
import static io.github.underheap.model.PeakProtocolModel.Operation.free;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.model.PeakProtocolModel.Fault;
import io.github.underheap.model.PeakProtocolModel.Operation;
import io.github.underheap.model.PeakProtocolModel.Share;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every interleaving of the peak protocol keeps the sums over the sites equal to the peak. */
class PeakProtocolModelTest {

    private static final Map<String, List<List<Operation>>> PROGRAMS = Map.of(
            "two closes against an allocation", List.of(List.of(allocate(2, 100)), List.of(free(0, 100), free(1, 100))),
            "close, allocate, close beside an allocation",
                    List.of(List.of(allocate(2, 100)), List.of(free(0, 100), allocate(1, 400), free(2, 100))),
            "an arena with blocks of three sites closes beside two allocations",
                    List.of(
                            List.of(allocate(2, 50)),
                            List.of(allocate(0, 70)),
                            List.of(close(new Share(0, -500, -5), new Share(1, -100, -1), new Share(2, -100, -1)))),
            "a close of two sites beside a new peak of one of them that is left",
                    List.of(
                            List.of(close(new Share(0, -100, -1), new Share(1, -100, -1))),
                            List.of(allocate(1, 400), free(1, 400), allocate(2, 10))),
            "two closes of two sites each and an allocation",
                    List.of(
                            List.of(close(new Share(0, -100, -1), new Share(1, -100, -1))),
                            List.of(close(new Share(1, -200, -2), new Share(2, -100, -1)), allocate(0, 300)),
                            List.of(allocate(2, 100))),
            "open and close beside a close and an allocation",
                    List.of(List.of(allocate(2, 100), free(2, 100)), List.of(free(0, 100)), List.of(allocate(1, 60))),
            "two cycles of two threads",
                    List.of(
                            List.of(allocate(2, 100), free(2, 100), allocate(2, 50), free(2, 50)),
                            List.of(allocate(0, 60), free(0, 100), allocate(0, 60), free(0, 60))),
            "equal peaks",
                    List.of(
                            List.of(allocate(0, 50), free(0, 50), allocate(0, 50)),
                            List.of(allocate(1, 50), free(1, 50), allocate(1, 50))),
            "blocks of no bytes at the peak and at own peaks",
                    List.of(
                            List.of(allocate(0, 50), allocate(1, 0), free(1, 0)),
                            List.of(allocate(2, 0), free(2, 0), allocate(2, 0), allocate(2, 0)),
                            List.of(allocate(0, 50))),
            "three cycles",
                    List.of(
                            List.of(allocate(0, 100), free(0, 100)),
                            List.of(allocate(1, 100), free(1, 100)),
                            List.of(allocate(2, 100), free(2, 100))));

    static Stream<String> programs() {
        return PROGRAMS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void isExactAtRest(String program) {
        Interleavings.Visited visited = Interleavings.explore(new PeakProtocolModel(PROGRAMS.get(program)));
        assertThat(visited.ends())
                .as("different ends, so the order of steps did matter")
                .isGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void noticesEachFault(Fault fault) {
        assertThatThrownBy(() -> {
                    for (List<List<Operation>> program : PROGRAMS.values()) {
                        Interleavings.explore(new PeakProtocolModel(program).with(fault));
                    }
                })
                .isInstanceOf(AssertionError.class);
    }
}
