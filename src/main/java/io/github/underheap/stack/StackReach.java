package io.github.underheap.stack;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
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

    /** No answer: the stack is too deep to count. */
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

    /** A frame as both walkers see it. */
    private record Place(Class<?> owner, String method, String descriptor, int index) {
        static Place of(StackWalker.StackFrame frame) {
            return new Place(
                    frame.getDeclaringClass(), frame.getMethodName(), frame.getDescriptor(), frame.getByteCodeIndex());
        }
    }

    /** Called below {@link NativeWalkCapture#site()} only. */
    Reach measure() {
        Queue<Place> shown = SHOWN.walk(this::siteFrames);
        boolean whole = shown.size() < depth;
        return ALL.walk(stack -> reach(stack, shown, whole));
    }

    private Queue<Place> siteFrames(Stream<StackWalker.StackFrame> stack) {
        Queue<Place> frames = new ArrayDeque<>();
        Iterator<StackWalker.StackFrame> it = fromSite(stack);
        boolean inside = true;
        while (frames.size() < depth && it.hasNext()) {
            StackWalker.StackFrame frame = it.next();
            inside = inside && own.test(frame.getDeclaringClass());
            if (!inside) {
                frames.add(Place.of(frame));
            }
        }
        return frames;
    }

    /** A method is shown everywhere or nowhere, so the next equal frame of all frames is the next shown one. */
    private static Reach reach(Stream<StackWalker.StackFrame> stack, Queue<Place> shown, boolean whole) {
        Iterator<StackWalker.StackFrame> it = fromSite(stack);
        boolean crosses = false;
        int frames = 1;
        while (!shown.isEmpty() && it.hasNext() && frames < MOST_FRAMES) {
            StackWalker.StackFrame frame = it.next();
            frames++;
            if (Place.of(frame).equals(shown.element())) {
                shown.remove();
            } else if (frame.getClassName().equals(CONTINUATION)
                    && frame.getMethodName().equals("enter")) {
                crosses = true;
            }
        }
        return shown.isEmpty() && frames < MOST_FRAMES ? new Reach(frames, whole, crosses) : UNKNOWN;
    }

    /** The frames below the innermost {@link NativeWalkCapture#site()}. */
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
