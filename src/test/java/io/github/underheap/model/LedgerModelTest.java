package io.github.underheap.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.model.LedgerModel.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every interleaving of allocations, a free and the close of their arena ends each block once. */
class LedgerModelTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void endsEachBlockOnce(int allocators) {
        Interleavings.Visited visited = Interleavings.explore(new LedgerModel(allocators));
        assertThat(visited.ends())
                .as("different ends, so the order of steps did matter")
                .isGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void noticesEachFault(Fault fault) {
        assertThatThrownBy(() -> Interleavings.explore(new LedgerModel(2).with(fault)))
                .isInstanceOf(AssertionError.class);
    }
}
