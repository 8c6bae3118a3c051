package io.github.underheap.stack;

import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Asks {@link StackWalker}: always right, and costs a few microseconds.
 *
 * <p>Frames of the library are left out, also in the middle, where it has called the application: an allocator that it wraps, for one. Hidden frames (lambda forms, method handle plumbing) and the
 * frames of reflection are left out, as they are in stack traces.
 *
 * <p><b>Batches.</b> StackWalker fetches frames in batches. A frame that is fetched in vain costs 3 % of a walk, and a first batch that is one
 * frame too small costs half a walk, because the second one is twice as large. So the first has room for a site and for what is left out
 * before its last frame. That is a guess ({@link LeftOut}), for which now and then a second walk counts. Whatever it is, the frames are the
 * right ones.
 *
 * <p><b>Race.</b> Threads that guess at the same time may lose a guess. Thread-safe.
 */
public final class StackWalkerCapture implements SiteCapture {

    /** The deepest stack that can be asked for, in Java frames. */
    public static final int MAX_DEPTH = 64;

    private final SiteSink sink;
    private final int depth;
    private final Predicate<Class<?>> own;
    private final LeftOut leftOut;
    private volatile StackWalker walker;

    /**
     * Creates a capture.
     *
     * @param depth Java frames that make a site, 1 to {@value #MAX_DEPTH}
     * @param own whether a class belongs to the library's way of an allocation
     */
    public StackWalkerCapture(SiteSink sink, int depth, Predicate<Class<?>> own) {
        this(sink, depth, own, new LeftOut(LeftOut.USUAL));
    }

    StackWalkerCapture(SiteSink sink, int depth, Predicate<Class<?>> own, LeftOut leftOut) {
        this.sink = sink;
        this.depth = depth;
        this.own = own;
        this.leftOut = leftOut;
        this.walker = walker();
    }

    private StackWalker walker() {
        return StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE), depth + leftOut.frames());
    }

    @Override
    public int site() {
        int row = walker.walk(new Site());
        if (leftOut.isDue()) {
            try {
                // From here and not from a method of its own, whose frame would be counted.
                int count = StackWalker.getInstance(Set.of(
                                StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_REFLECT_FRAMES))
                        .walk(new Count());
                if (leftOut.changes(count)) {
                    walker = walker();
                }
            } catch (Throwable t) {
                // It was only about the next guess.
            }
        }
        return row;
    }

    /**
     * Takes frames until a site has all of its own. No lambdas: linking one takes milliseconds while the application starts up. And no
     * iterator: that of a stream is one more object between the frames and whoever takes them.
     */
    @SuppressWarnings("overloads") // of andThen, which nobody calls
    private abstract class Walk
            implements Function<Stream<StackWalker.StackFrame>, Integer>, Consumer<StackWalker.StackFrame> {

        int length;

        @Override
        public final Integer apply(Stream<StackWalker.StackFrame> stack) {
            Spliterator<StackWalker.StackFrame> rest = stack.spliterator();
            boolean more = true;
            while (more && length < depth) {
                more = rest.tryAdvance(this);
            }
            return result();
        }

        abstract int result();
    }

    private final class Site extends Walk {

        private final int[] frames = new int[depth];

        @Override
        public void accept(StackWalker.StackFrame frame) {
            if (!own.test(frame.getDeclaringClass())) {
                frames[length++] = sink.frame(frame);
            }
        }

        @Override
        int result() {
            return sink.site(frames, length);
        }
    }

    /** Counts what is left out before a site's last frame; frames of reflection too, which StackWalker fetches with the others. */
    private final class Count extends Walk {

        private int left;

        @Override
        public void accept(StackWalker.StackFrame frame) {
            Class<?> type = frame.getDeclaringClass();
            if (own.test(type) || LeftOut.isOfReflection(type)) {
                left++;
            } else {
                length++;
            }
        }

        @Override
        int result() {
            return left;
        }
    }
}
