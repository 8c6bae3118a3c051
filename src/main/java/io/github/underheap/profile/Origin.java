package io.github.underheap.profile;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where blocks came from, as bits of an {@code int}: the kinds of arena that they were in and the ways in which they
 * were allocated. Of several blocks the bits are those of all, so {@code |} joins them.
 */
public final class Origin {

    private static final int API_SHIFT = 16;
    private static final int KINDS = (1 << API_SHIFT) - 1;

    private static final ArenaKind[] ALL_KINDS = ArenaKind.values();
    private static final AllocationApi[] ALL_APIS = AllocationApi.values();

    /** Sets by their bits, made when they are first asked for; two threads that do so at a time make equal ones. */
    private static final @Nullable Set<ArenaKind>[] KIND_SETS = sets(ALL_KINDS.length);

    private static final @Nullable Set<AllocationApi>[] API_SETS = sets(ALL_APIS.length);

    private Origin() {}

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a type with parameters
    private static <E> @Nullable Set<E>[] sets(int elements) {
        return new Set[1 << elements];
    }

    /** In an arena. */
    public static int of(ArenaKind kind, AllocationApi api) {
        return bit(kind) | bit(api);
    }

    /** In an arena of this kind; nothing is said of how it was allocated. */
    public static int of(ArenaKind kind) {
        return bit(kind);
    }

    /** In no arena. */
    public static int of(AllocationApi api) {
        return bit(api);
    }

    /** The same kinds of arena, but allocated in this way alone. */
    public static int with(int bits, AllocationApi api) {
        return (bits & KINDS) | bit(api);
    }

    /** The kinds of arena, in the order of their declaration. */
    public static Set<ArenaKind> kinds(int bits) {
        int known = bits & (KIND_SETS.length - 1);
        Set<ArenaKind> kinds = KIND_SETS[known];
        if (kinds == null) {
            kinds = set(known, ALL_KINDS, ArenaKind.class);
            KIND_SETS[known] = kinds;
        }
        return kinds;
    }

    /** Whether some were in arenas of a kind that nobody can close: the global one and automatic ones. */
    public static boolean hasUncloseable(int bits) {
        return (bits & (bit(ArenaKind.GLOBAL) | bit(ArenaKind.AUTO))) != 0;
    }

    /** The ways of allocation, in the order of their declaration. */
    public static Set<AllocationApi> apis(int bits) {
        int known = bits >>> API_SHIFT & (API_SETS.length - 1);
        Set<AllocationApi> apis = API_SETS[known];
        if (apis == null) {
            apis = set(known, ALL_APIS, AllocationApi.class);
            API_SETS[known] = apis;
        }
        return apis;
    }

    private static <E extends Enum<E>> Set<E> set(int bits, E[] all, Class<E> type) {
        Set<E> set = EnumSet.noneOf(type);
        for (E each : all) {
            if ((bits & 1 << each.ordinal()) != 0) {
                set.add(each);
            }
        }
        return Collections.unmodifiableSet(set);
    }

    private static int bit(ArenaKind kind) {
        return 1 << kind.ordinal();
    }

    private static int bit(AllocationApi api) {
        return 1 << (API_SHIFT + api.ordinal());
    }
}
