package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressTableTest {

    private final AddressTable table = new AddressTable(2);

    @Test
    void givesABlockBackOnce() {
        table.add(0x7f00_0000_1000L, 1009, 17, 3, 0);
        assertThat(table.remove(0x7f00_0000_1001L)).isNull();
        assertThat(table.remove(0x7f00_0000_1000L)).isEqualTo(new AddressTable.Block(1009, 17, 3, 0));
        assertThat(table.remove(0x7f00_0000_1000L)).isNull();
        assertThat(table.size()).isZero();
    }

    @Test
    void keepsBlocksOfNoBytesAtOneAddressApart() {
        table.add(64, 0, 1, ~5, 0);
        table.add(64, 0, 1, ~5, 0);
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.remove(64)).isEqualTo(new AddressTable.Block(0, 1, ~5, 0));
        assertThat(table.remove(64)).isEqualTo(new AddressTable.Block(0, 1, ~5, 0));
        assertThat(table.remove(64)).isNull();
    }

    @Test
    void agreesWithAMapUnderRandomUse() {
        Random random = new Random(4711);
        Map<Long, AddressTable.Block> expected = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long address = random.nextInt(5_000) * 16L;
            if (random.nextInt(5) < 3 && !expected.containsKey(address)) {
                AddressTable.Block block = new AddressTable.Block(i, i * 3L, i % 101, i % 7);
                table.add(address, block.bytes(), block.birth(), block.row(), block.generation());
                expected.put(address, block);
            } else {
                assertThat(table.remove(address)).isEqualTo(expected.remove(address));
            }
        }
        assertThat(table.size()).isEqualTo(expected.size());
        expected.forEach((address, block) -> assertThat(table.remove(address)).isEqualTo(block));
        assertThat(table.size()).isZero();
    }

    @Test
    void aBlockAtTheAddressOfAnotherTakesItsPlace() {
        assertThat(table.add(64, 7, 1, 3, 0)).isNull();
        assertThat(table.add(64, 13, 2, 4, 0)).isEqualTo(new AddressTable.Block(7, 1, 3, 0));
        assertThat(table.add(64, 0, 3, 5, 0)).isNull();
        assertThat(table.add(64, 17, 4, 6, 0)).isEqualTo(new AddressTable.Block(13, 2, 4, 0));
        assertThat(table.size()).isEqualTo(2);
    }
}
