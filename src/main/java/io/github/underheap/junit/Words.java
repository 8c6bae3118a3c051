package io.github.underheap.junit;

import io.github.underheap.profile.ArenaKind;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Numbers and kinds in words. */
final class Words {

    private Words() {}

    /** {@code 1 block}, {@code 1,009 blocks}. */
    static String count(long number, String unit) {
        return number(number) + " " + unit + (number == 1 ? "" : "s");
    }

    /** {@code 1,009}. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1,009 bytes in 1 block}. */
    static String bytesInBlocks(long bytes, long blocks) {
        return count(bytes, "byte") + " in " + count(blocks, "block");
    }

    /** {@code confined arena}, {@code confined and shared arenas}. */
    static String arenas(Set<ArenaKind> kinds) {
        if (kinds.isEmpty()) {
            return "not in an arena";
        }
        return kinds.stream()
                        .sorted()
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" and "))
                + (kinds.size() == 1 ? " arena" : " arenas");
    }
}
