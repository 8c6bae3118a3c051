package io.github.underheap;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs whose stack or heap is full while they go a {@link FaultPath}. */
final class FaultPrograms {

    private FaultPrograms() {}

    /** Goes each path in each of the last frames that a stack has room for. */
    static final class FullStack {

        private static final int STACK_BYTES = 256 << 10;

        private final FaultRun run;
        private final FaultScene[] scenes;
        private final @Nullable Throwable[] thrown;
        private int next;

        private FullStack(FaultRun run, int acts) {
            this.run = run;
            scenes = new FaultScene[acts];
            thrown = new Throwable[acts];
            for (int i = 0; i < acts; i++) {
                scenes[i] = run.before();
            }
        }

        /**
         * Goes the paths.
         *
         * @param arguments how captures work; how many frames are tried; how many places in a frame
         */
        public static void main(String[] arguments) throws InterruptedException {
            int acts = Integer.parseInt(arguments[1]);
            int places = Integer.parseInt(arguments[2]);
            int[] hit = new int[1];
            List<String> wrong = new ArrayList<>();
            for (FaultPath path : FaultPath.values()) {
                if (path.promisesAResult() || path == FaultPath.BLOCK_THAT_SPLITS_A_PAGE) {
                    continue;
                }
                FaultRun run = new FaultRun(path.name(), arguments[0]);
                for (int place = 0; place < places; place++) {
                    int shift = place;
                    Thread thread = new Thread(
                            null, () -> hit[0] += new FullStack(run, acts).go(path, shift, wrong), "full", STACK_BYTES);
                    thread.start();
                    thread.join();
                }
            }
            wrong.stream().distinct().limit(100).forEach(System.out::println);
            System.out.println("RESULT hit " + hit[0] + ", wrong " + wrong.size());
        }

        /** How many acts had too little room. */
        private int go(FaultPath path, int shift, List<String> wrong) {
            shifted(shift, 0, 0, 0);
            int hit = 0;
            for (int i = 0; i < scenes.length; i++) {
                hit += thrown[i] != null
                                || !scenes[i].tracker.profile().remarks().isEmpty()
                        ? 1
                        : 0;
                for (String line : run.judge(scenes[i], thrown[i], thrown[i] instanceof StackOverflowError)) {
                    wrong.add(path + " " + i + ": " + line + " " + place(thrown[i]));
                }
            }
            return hit;
        }

        private static String place(@Nullable Throwable thrown) {
            StringBuilder place = new StringBuilder();
            if (thrown != null) {
                for (StackTraceElement frame : thrown.getStackTrace()) {
                    if (frame.getClassName().contains("FaultPath")) {
                        break;
                    }
                    place.append("\n    ").append(frame);
                }
            }
            return place.toString();
        }

        /** Starts 24 bytes further on for each shift, in the interpreter. */
        @SuppressWarnings("unused")
        private void shifted(int shift, long a, long b, long c) {
            if (shift == 0) {
                dive();
            } else {
                shifted(shift - 1, a, b, c);
            }
        }

        /** Goes down to the end of the stack, and acts on the way back. */
        @SuppressWarnings("InfiniteRecursion")
        private void dive() {
            try {
                dive();
            } catch (StackOverflowError e) {
                // There is a little more room in this frame than in the next one.
            }
            if (next < scenes.length) {
                act();
            }
        }

        private void act() {
            int i = next++;
            thrown[i] = run.act(scenes[i]);
        }
    }
}
