package io.github.underheap.memory;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads do at once with the table, it could have happened one after the other. Under stress alone: the model checker does
 * not see accesses to the memory of pages, and did not notice a table without claims.
 */
@Param(name = "address", gen = IntGen.class, conf = "1:2")
@Param(name = "size", gen = IntGen.class, conf = "0:2")
public class AddressTableLincheckTest {

    private final AddressTable table = new AddressTable(1, new HeapMemory(), new Patience(Long.MAX_VALUE / 2, () -> 0));

    @Operation
    public String add(@Param(name = "address") int address, @Param(name = "size") int size) {
        AddressTable.Block block = new AddressTable.Block();
        return answer(table.add(address, size, 1, address * 10 + size, 0, block), block);
    }

    @Operation
    public String remove(@Param(name = "address") int address, @Param(name = "size") int size) {
        AddressTable.Block block = new AddressTable.Block();
        return answer(table.remove(address, size, block), block);
    }

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(3)
                .sequentialSpecification(OneAfterTheOther.class)
                .check(AddressTableLincheckTest.class);
    }

    private static String answer(AddressTable.Answer answer, AddressTable.Block block) {
        return answer == AddressTable.Answer.FOUND ? block.size + " bytes of " + block.row : answer.name();
    }

    /** What the table does, as a list. */
    public static final class OneAfterTheOther {

        private final List<int[]> blocks = new ArrayList<>();

        public String add(int address, int size) {
            int replaced = -1;
            for (int i = 0; i < blocks.size() && size != 0; i++) {
                replaced = blocks.get(i)[0] == address && blocks.get(i)[1] != 0 ? i : replaced;
            }
            String answer = replaced < 0 ? "NONE" : text(blocks.remove(replaced));
            blocks.add(new int[] {address, size});
            return answer;
        }

        public String remove(int address, int size) {
            for (int i = 0; i < blocks.size(); i++) {
                if (blocks.get(i)[0] == address && blocks.get(i)[1] == size) {
                    return text(blocks.remove(i));
                }
            }
            return "NONE";
        }

        private static String text(int[] block) {
            return block[1] + " bytes of " + (block[0] * 10 + block[1]);
        }
    }
}
