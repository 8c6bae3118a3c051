package io.github.underheap.record;

import io.github.underheap.profile.ArenaKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Tells the JDK's arenas apart. There is no public way to ask one for its kind, but its classes have had these names since 22. */
public final class ArenaKinds {

    private static final String PACKAGE = "jdk.internal.foreign.";

    private ArenaKinds() {}

    public static ArenaKind of(Arena arena) {
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

    static boolean isOfTheJdk(Arena arena) {
        return of(arena) != ArenaKind.CUSTOM;
    }

    /** The scope of an arena; null if it fails to tell, as one of somebody's own may. */
    public static MemorySegment.@Nullable Scope scopeOf(Arena arena) {
        try {
            return arena.scope();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    /** Whether memory of this scope is freed when the scope is no longer reachable. */
    public static boolean isAutomatic(MemorySegment.Scope scope) {
        return scope.getClass().getName().equals(PACKAGE + "ImplicitSession");
    }
}
