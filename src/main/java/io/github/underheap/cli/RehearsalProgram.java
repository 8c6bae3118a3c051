package io.github.underheap.cli;

import io.github.underheap.TrackingArena;

/** The program of a {@link Rehearsal}: its profile has a site. */
public final class RehearsalProgram {

    private static final int BYTES = 7_919;

    private RehearsalProgram() {}

    /** Allocates, and gives back. */
    public static void main(String[] arguments) {
        try (TrackingArena arena = TrackingArena.ofConfined()) {
            arena.allocate(BYTES);
        }
    }
}
