package io.github.underheap.memory;

/**
 * Goes a few calls deeper than any booking does. An interpreted call of the longest way from an event to a word of memory takes
 * some twenty frames; this takes as many, and then as many again as there are methods here.
 *
 * <p>A row is claimed for a dozen stores. Were the stack to end between them, the row would stay claimed; so it must end here,
 * where nothing is claimed.
 */
final class Rehearsal {

    private Rehearsal() {}

    static void first(Totals totals) {
        second(totals);
    }

    private static void second(Totals totals) {
        third(totals);
    }

    private static void third(Totals totals) {
        fourth(totals);
    }

    private static void fourth(Totals totals) {
        fifth(totals);
    }

    private static void fifth(Totals totals) {
        sixth(totals);
    }

    private static void sixth(Totals totals) {
        seventh(totals);
    }

    private static void seventh(Totals totals) {
        eighth(totals);
    }

    private static void eighth(Totals totals) {
        totals.rehearse();
    }
}
