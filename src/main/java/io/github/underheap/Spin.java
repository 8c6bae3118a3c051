package io.github.underheap;

/** Waiting for another thread that is between a claim and its release. */
final class Spin {

    private static final int SPINS_BEFORE_YIELD = 256;

    private Spin() {}

    /**
     * One step of waiting. It never parks, because it may run on a thread that must not, and it lets a preempted owner run.
     *
     * @param spins how often the caller waited before
     */
    static void pause(int spins) {
        if (spins < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
