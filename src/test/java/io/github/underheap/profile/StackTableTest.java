package io.github.underheap.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StackTableTest {

    private final StackTable table = new StackTable();

    @Test
    void stacksWithTheSameHashStayApart() {
        List<int[]> twins = new ArrayList<>();
        Map<Integer, int[]> byHash = new HashMap<>();
        Random random = new Random(7);
        for (int i = 0; twins.size() < 6 && i < 1_000_003; i++) {
            int[] stack = {random.nextInt(), random.nextInt()};
            int[] other = byHash.put(StackTable.hash(stack), stack);
            if (other != null) {
                twins.add(other);
                twins.add(stack);
            }
        }

        assertThat(twins).hasSize(6);

        for (int i = 0; i < twins.size(); i++) {
            assertThat(table.findOrAdd(twins.get(i))).isEqualTo(i);
        }
        for (int i = 0; i < twins.size(); i++) {
            assertThat(table.findOrAdd(twins.get(i))).isEqualTo(i);
            assertThat(table.frames(i)).isEqualTo(twins.get(i));
        }
    }

    @Test
    void aStackIsNotTheOneThatItBegins() {
        assertThat(table.findOrAdd(new int[] {7, 11})).isZero();
        assertThat(table.findOrAdd(new int[] {7, 11, 13})).isEqualTo(1);
        assertThat(table.findOrAdd(new int[] {11})).isEqualTo(2);
        assertThat(table.findOrAdd(new int[] {7, 11})).isZero();
        assertThat(table.size()).isEqualTo(3);
    }

    @Test
    void aCopyGoesItsOwnWay() {
        table.findOrAdd(new int[] {7});
        StackTable copy = table.copy();

        assertThat(copy.findOrAdd(new int[] {11})).isEqualTo(1);
        assertThat(table.findOrAdd(new int[] {13})).isEqualTo(1);
        assertThat(copy.frames(1)).containsExactly(11);
        assertThat(table.frames(1)).containsExactly(13);
    }
}
