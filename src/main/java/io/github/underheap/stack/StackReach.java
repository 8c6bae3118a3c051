package io.github.underheap.stack;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tells how far down the stack a site reaches, counted in all Java frames: those that StackWalker hides (lambda forms,
 * method handle plumbing, reflection) stand for physical frames too.
 *
 * <p>Thread-safe.
 */
final class StackReach {
    private static final int MOST_FRAMES = 4_096;

    /** Nothing is known: the stack is too deep to count. */
    private static final Reach UNKNOWN = new Reach(MOST_FRAMES, false, true);

    private static final String CONTINUATION = "jdk.internal.vm.Continuation";

    private static final StackWalker SHOWN = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final StackWalker ALL = StackWalker.getInstance(
            Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_HIDDEN_FRAMES));

    private final int depth;
    private final Predicate<Class<?>> own;

    StackReach(int depth, Predicate<Class<?>> own) {
        this.depth = depth;
        this.own = own;
    }

    /**
     * How far a site reaches.
     *
     * @param frames Java frames from {@link NativeWalkCapture#site()}, that one included, to the site's outermost
     * @param whole whether the stack ended before the site had all its frames, so that the site depends on the end
     * @param crosses whether a continuation ends inside, so that its bottom is not the end of the stack
     */
    record Reach(int frames, boolean whole, boolean crosses) {
        boolean isKnown() {
            return frames < MOST_FRAMES;
        }
    }

    /** Only for what {@link NativeWalkCapture#site()} calls. */
    Reach measure() {
        return ALL.walk(new Measure(SHOWN.walk(new SiteFrames()), depth));
    }

    /**
     * Whether two frames are the same place in the code. Overloads are told apart by the line: a descriptor is made of classes, which the
     * JDK loads for it through the application's loaders, and which may be missing.
     */
    static boolean same(StackWalker.StackFrame a, StackWalker.StackFrame b) {
        return a.getByteCodeIndex() == b.getByteCodeIndex()
                && a.getDeclaringClass() == b.getDeclaringClass()
                && a.getMethodName().equals(b.getMethodName())
                && a.getLineNumber() == b.getLineNumber();
    }

    /** The same frames as {@link StackWalkerCapture} takes. */
    private final class SiteFrames implements Function<Stream<StackWalker.StackFrame>, List<StackWalker.StackFrame>> {
        @Override
        public List<StackWalker.StackFrame> apply(Stream<StackWalker.StackFrame> stack) {
            List<StackWalker.StackFrame> frames = new ArrayList<>(depth);
            Iterator<StackWalker.StackFrame> it = fromSite(stack);
            while (frames.size() < depth && it.hasNext()) {
                StackWalker.StackFrame frame = it.next();
                if (!own.test(frame.getDeclaringClass())) {
                    frames.add(frame);
                }
            }
            return frames;
        }
    }

    /** A method is shown everywhere or nowhere, so the next equal frame of all frames is the next shown one. */
    private record Measure(List<StackWalker.StackFrame> shown, int depth)
            implements Function<Stream<StackWalker.StackFrame>, Reach> {
        @Override
        public Reach apply(Stream<StackWalker.StackFrame> stack) {
            Iterator<StackWalker.StackFrame> it = fromSite(stack);
            boolean crosses = false;
            int met = 0;
            int frames = 1;
            while (met < shown.size() && it.hasNext() && frames < MOST_FRAMES) {
                StackWalker.StackFrame frame = it.next();
                frames++;
                if (same(frame, shown.get(met))) {
                    met++;
                } else if (frame.getClassName().equals(CONTINUATION)
                        && frame.getMethodName().equals("enter")) {
                    crosses = true;
                }
            }
            boolean found = met == shown.size() && frames < MOST_FRAMES;
            return found ? new Reach(frames, shown.size() < depth, crosses) : UNKNOWN;
        }
    }

    /** The callers of the innermost {@link NativeWalkCapture#site()}. */
    private static Iterator<StackWalker.StackFrame> fromSite(Stream<StackWalker.StackFrame> stack) {
        Iterator<StackWalker.StackFrame> it = stack.iterator();
        while (it.hasNext()) {
            StackWalker.StackFrame frame = it.next();
            if (frame.getDeclaringClass() == NativeWalkCapture.class
                    && frame.getMethodName().equals("site")) {
                break;
            }
        }
        return it;
    }
}
