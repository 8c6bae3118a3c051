package io.github.underheap.stack;

import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Asks {@link StackWalker}: always right, and costs a few microseconds.
 *
 * <p>Frames of the library are left out, also in the middle, where it has called the application: an allocator that it wraps, for one. Hidden frames (lambda forms, method handle plumbing) and the
 * frames of reflection are left out, as they are in stack traces.
 *
 * <p>Thread-safe.
 */
public final class StackWalkerCapture implements SiteCapture {

    /** The deepest stack that can be asked for, in Java frames. */
    public static final int MAX_DEPTH = 64;

    /** Frames of the library and of the JDK that the application's code has usually called. */
    private static final int USUAL_OWN_FRAMES = 8;

    private final SiteSink sink;
    private final int depth;
    private final Predicate<Class<?>> own;
    private final StackWalker walker;
    private final ToSite toSite = new ToSite();

    /**
     * Creates a capture.
     *
     * @param depth Java frames that make a site, 1 to {@value #MAX_DEPTH}
     * @param own whether a class belongs to the library's way of an allocation
     */
    public StackWalkerCapture(SiteSink sink, int depth, Predicate<Class<?>> own) {
        this.sink = sink;
        this.depth = depth;
        this.own = own;
        this.walker =
                StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE), depth + USUAL_OWN_FRAMES);
    }

    @Override
    public int site() {
        return walker.walk(toSite);
    }

    /** No lambda: linking one takes milliseconds while the application starts up. */
    private final class ToSite implements Function<Stream<StackWalker.StackFrame>, Integer> {

        @Override
        public Integer apply(Stream<StackWalker.StackFrame> stack) {
            int[] frames = new int[depth];
            int length = 0;
            for (Iterator<StackWalker.StackFrame> it = stack.iterator(); length < depth && it.hasNext(); ) {
                StackWalker.StackFrame frame = it.next();
                if (!own.test(frame.getDeclaringClass())) {
                    frames[length++] = sink.frame(frame);
                }
            }
            return sink.site(frames, length);
        }
    }
}
