package io.github.underheap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Tells the JDK's arenas apart. There is no public way to ask one for its kind, but its classes have had these names since 22. */
final class ArenaKinds {

    private static final String PACKAGE = "jdk.internal.foreign.";

    private ArenaKinds() {}

    static ArenaKind of(Arena arena) {
        if (!arena.getClass().getName().equals(PACKAGE + "ArenaImpl")) {
            return ArenaKind.CUSTOM;
        }
        return switch (arena.scope().getClass().getName()) {
            case PACKAGE + "ConfinedSession" -> ArenaKind.CONFINED;
            case PACKAGE + "SharedSession" -> ArenaKind.SHARED;
            case PACKAGE + "ImplicitSession" -> ArenaKind.AUTO;
            case PACKAGE + "GlobalSession" -> ArenaKind.GLOBAL;
            default -> ArenaKind.CUSTOM;
        };
    }

    /** The scope of an arena; null if it fails to tell, as one of somebody's own may. */
    static MemorySegment.@Nullable Scope scopeOf(Arena arena) {
        try {
            return arena.scope();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    /** Whether memory of this scope is freed when the scope is no longer reachable. */
    static boolean isAutomatic(MemorySegment.Scope scope) {
        return scope.getClass().getName().equals(PACKAGE + "ImplicitSession");
    }
}
