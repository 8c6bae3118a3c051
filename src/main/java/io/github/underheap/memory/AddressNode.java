package io.github.underheap.memory;

import java.util.Arrays;

/**
 * Four bits of the way from a hash to its page: a page, or another node, for each of their values.
 *
 * <p>Not thread-safe: used while its shard is claimed.
 */
final class AddressNode implements AddressTree {

    static final int BITS = 4;

    private static final int WAYS = 1 << BITS;

    private final AddressTree[] ways = new AddressTree[WAYS];

    /** Lets all ways lead to one page. */
    void fill(AddressPage page) {
        Arrays.fill(ways, page);
    }

    /** Where a hash leads to, whose bits from {@code firstBit} on belong to this node. */
    AddressTree way(long hash, int firstBit) {
        return ways[(int) (hash >>> firstBit) & (WAYS - 1)];
    }

    void set(long hash, int firstBit, AddressTree tree) {
        ways[(int) (hash >>> firstBit) & (WAYS - 1)] = tree;
    }

    /** Replaces a page at all its ways. */
    void replace(AddressPage page, AddressPage by) {
        for (int way = 0; way < WAYS; way++) {
            if (ways[way] == page) {
                ways[way] = by;
            }
        }
    }

    /** Replaces a page at those of its ways that have this bit. */
    void replaceThose(int bit, AddressPage page, AddressPage by) {
        for (int way = 0; way < WAYS; way++) {
            if (ways[way] == page && AddressPage.isSet(way, bit)) {
                ways[way] = by;
            }
        }
    }
}
