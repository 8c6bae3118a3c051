package io.github.underheap.profile;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where blocks came from, as bits of an {@code int}: the kinds of arena that they were in and the ways in which they
 * were allocated. Of several blocks the bits are those of all, so {@code |} joins them.
 */
public final class Origin {

    private static final int API_SHIFT = 16;
    private static final int KINDS = (1 << API_SHIFT) - 1;

    private Origin() {}

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
        Set<ArenaKind> kinds = EnumSet.noneOf(ArenaKind.class);
        for (ArenaKind kind : ArenaKind.values()) {
            if ((bits & bit(kind)) != 0) {
                kinds.add(kind);
            }
        }
        return Collections.unmodifiableSet(kinds);
    }

    /** The ways of allocation, in the order of their declaration. */
    public static Set<AllocationApi> apis(int bits) {
        Set<AllocationApi> apis = EnumSet.noneOf(AllocationApi.class);
        for (AllocationApi api : AllocationApi.values()) {
            if ((bits & bit(api)) != 0) {
                apis.add(api);
            }
        }
        return Collections.unmodifiableSet(apis);
    }

    private static int bit(ArenaKind kind) {
        return 1 << kind.ordinal();
    }

    private static int bit(AllocationApi api) {
        return 1 << (API_SHIFT + api.ordinal());
    }
}
