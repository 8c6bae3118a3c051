package io.github.underheap.model;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Visits every state that the threads of a model can reach, whatever the order of their steps. */
public final class Interleavings {

    private Interleavings() {}

    /** Threads that take atomic steps on one state, which is an array of numbers. */
    public interface Model {

        long[] start();

        int threads();

        /** Whether a thread has come to its end. */
        boolean isDone(long[] state, int thread);

        /** One atomic step of a thread that is not done, made on a copy of the state. */
        void step(long[] state, int thread);

        /** Throws an {@link AssertionError} if a state in which all threads are done is wrong. */
        void checkEnd(long[] state);
    }

    /**
     * What was visited.
     *
     * @param states distinct states
     * @param ends distinct states in which all threads are done
     */
    public record Visited(int states, int ends) {}

    /** Visits all states and checks the ends. */
    public static Visited explore(Model model) {
        Set<State> seen = new HashSet<>();
        Deque<long[]> open = new ArrayDeque<>();
        open.push(model.start());
        seen.add(new State(model.start()));
        int ends = 0;
        while (!open.isEmpty()) {
            long[] state = open.pop();
            boolean end = true;
            for (int thread = 0; thread < model.threads(); thread++) {
                if (!model.isDone(state, thread)) {
                    end = false;
                    long[] next = state.clone();
                    model.step(next, thread);
                    if (seen.add(new State(next))) {
                        open.push(next);
                    }
                }
            }
            if (end) {
                ends++;
                model.checkEnd(state);
            }
        }
        return new Visited(seen.size(), ends);
    }

    private static final class State {

        private final long[] numbers;
        private final int hash;

        State(long[] numbers) {
            this.numbers = numbers;
            this.hash = Arrays.hashCode(numbers);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof State that && Arrays.equals(numbers, that.numbers);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
