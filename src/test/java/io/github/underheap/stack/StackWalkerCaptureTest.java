package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The frames of a capture are those of a plain walk without the library's, however many it has fetched at once. */
class StackWalkerCaptureTest {

    private static final int[] DEPTHS = {1, 2, 7, 64};
    private static final int[] OWN = {1, 2, 5, 17};
    private static final int[] GUESSES = {0, 1, 3, 8, 40, 300};

    private final Rows rows = new Rows();

    /** Rows by what they stand for, frame by frame. */
    static final class Rows implements SiteSink {

        private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
        private final Map<Integer, String> frames = new ConcurrentHashMap<>();
        private final Map<List<Integer>, Integer> sites = new ConcurrentHashMap<>();
        private final Map<Integer, List<Integer>> rows = new ConcurrentHashMap<>();
        private final AtomicInteger next = new AtomicInteger();

        @Override
        public int frame(StackWalker.StackFrame frame) {
            return numbers.computeIfAbsent(describe(frame), what -> {
                int number = next.getAndIncrement();
                frames.put(number, what);
                return number;
            });
        }

        @Override
        public int site(int[] taken, int length) {
            List<Integer> key = Arrays.stream(taken, 0, length).boxed().toList();
            return sites.computeIfAbsent(key, what -> {
                int row = next.getAndIncrement();
                rows.put(row, what);
                return row;
            });
        }

        List<String> of(int row) {
            return Objects.requireNonNull(rows.get(row)).stream()
                    .map(frames::get)
                    .toList();
        }

        static String describe(StackWalker.StackFrame frame) {
            return frame.getClassName()
                    + '.'
                    + frame.getMethodName()
                    + frame.getDescriptor()
                    + '@'
                    + frame.getByteCodeIndex()
                    + ':'
                    + frame.getLineNumber();
        }
    }

    /** Stands for the library. Its frames are the own ones. */
    static final class Library {

        private final StackWalkerCapture capture;
        private final Rows rows;
        private final int depth;

        Library(StackWalkerCapture capture, Rows rows, int depth) {
            this.capture = capture;
            this.rows = rows;
            this.depth = depth;
        }

        static boolean isOwn(Class<?> type) {
            return type == Library.class || NativeWalk.isOwn(type);
        }

        /** Compares, with so many own frames. */
        List<String> site(int own) {
            if (own > 1) {
                return site(own - 1);
            }
            List<String> expected = plain(depth);
            assertThat(rows.of(capture.site())).isEqualTo(expected);
            return expected;
        }

        /** Calls the application, with so many own frames in between. */
        <T> T call(int own, Callable<T> application) throws Exception {
            return own > 1 ? call(own - 1, application) : application.call();
        }

        static List<String> plain(int depth) {
            return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                    .walk(frames -> frames.filter(frame -> !isOwn(frame.getDeclaringClass()))
                            .limit(depth)
                            .map(Rows::describe)
                            .toList());
        }
    }

    private Library library(int depth, int guess) {
        return library(depth, new LeftOut(guess), Library::isOwn);
    }

    private Library library(int depth, LeftOut leftOut, Predicate<Class<?>> own) {
        return new Library(new StackWalkerCapture(rows, depth, own, leftOut), rows, depth);
    }

    /** The application. */
    private static <T> T deepen(int frames, Callable<T> then) throws Exception {
        return frames > 0 ? deepen(frames - 1, then) : then.call();
    }

    /** On a stack that has few frames to begin with. */
    private static <T> T onAThread(Thread.Builder thread, Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        thread.start(future);
        return future.get();
    }

    private static <T> T onAThread(Callable<T> task) throws Exception {
        return onAThread(Thread.ofPlatform(), task);
    }

    @Test
    void stacksShorterThanAsLongAsAndLongerThanABatch() throws Exception {
        for (int depth : DEPTHS) {
            for (int guess : GUESSES) {
                Library library = library(depth, guess);
                for (int own : OWN) {
                    int last = depth + Math.min(guess, 20) + own + 3;
                    for (int frames = Math.max(0, depth - 10); frames <= last; frames++) {
                        int more = frames;
                        List<String> site = onAThread(() -> deepen(more, () -> library.site(own)));
                        assertThat(site).hasSizeLessThanOrEqualTo(depth);
                        if (more >= depth) {
                            assertThat(site).hasSize(depth);
                        }
                    }
                }
            }
        }
    }

    @Test
    void stacksOfManyFrames() throws Exception {
        for (int depth : DEPTHS) {
            for (int guess : GUESSES) {
                Library library = library(depth, guess);
                assertThat(onAThread(() -> deepen(700, () -> library.site(3)))).hasSize(depth);
            }
        }
    }

    @Test
    void aStackOfOwnFramesOnlyHasNoSite() throws Exception {
        StackWalkerCapture all = new StackWalkerCapture(rows, 8, type -> true, new LeftOut(2));
        assertThat(rows.of(onAThread(all::site))).isEmpty();
    }

    @Test
    void ownFramesInTheMiddle() throws Exception {
        for (int guess : GUESSES) {
            Library library = library(9, guess);
            for (int own : OWN) {
                List<String> site =
                        onAThread(() -> deepen(30, () -> library.call(own, () -> deepen(3, () -> library.site(own)))));
                assertThat(site).hasSize(9).noneMatch(frame -> frame.startsWith(Library.class.getName()));
                // On both sides of them.
                assertThat(site.stream().filter(frame -> frame.contains("lambda")))
                        .hasSize(3);
            }
        }
    }

    @Test
    void overloadsAndPlacesInOneLineAreToldApart() {
        Library library = library(2, 1);
        List<List<String>> sites = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            sites.add(over(library, 1));
            sites.add(over(library, "1"));
            sites.addAll(List.of(over(library, 1), over(library, 2)));
        }
        assertThat(Set.copyOf(sites)).hasSize(4);
    }

    private static List<String> over(Library library, int ignored) {
        return library.site(2);
    }

    private static List<String> over(Library library, String ignored) {
        return library.site(2);
    }

    @Test
    void hiddenFramesAndThoseOfReflectionAreLeftOut() throws Exception {
        for (int guess : GUESSES) {
            Library library = library(11, guess);
            for (int own : OWN) {
                List<String> site = onAThread(() -> deepen(20, () -> reflected(3, library, own)));
                assertThat(site).hasSize(11).noneMatch(frame -> frame.contains("reflect.") || frame.contains("Lambda"));
                assertThat(site.stream().filter(frame -> frame.contains(".reflected(")))
                        .hasSize(4);
            }
        }
    }

    /** Calls itself by reflection. */
    static List<String> reflected(int times, Library library, int own) throws Exception {
        return times > 0 ? invoke(method(), times - 1, library, own) : library.site(own);
    }

    @SuppressWarnings("unchecked")
    private static List<String> invoke(Method method, Object... arguments) throws Exception {
        try {
            return (List<String>) Objects.requireNonNull(method.invoke(null, arguments));
        } catch (InvocationTargetException e) {
            throw new AssertionError(e);
        }
    }

    private static Method method() throws NoSuchMethodException {
        return StackWalkerCaptureTest.class.getDeclaredMethod("reflected", int.class, Library.class, int.class);
    }

    @Test
    void virtualThreads() throws Exception {
        for (int depth : DEPTHS) {
            for (int guess : GUESSES) {
                Library library = library(depth, guess);
                for (int frames = 0; frames < 12; frames++) {
                    int more = frames;
                    List<String> ignored =
                            onAThread(Thread.ofVirtual(), () -> deepen(more, () -> library.site(1 + more % 3)));
                }
            }
        }
    }

    /** They share a guess, which none of them agrees with. */
    @Test
    void severalThreadsWithDifferentNumbersOfOwnFrames() throws Exception {
        Library library = library(8, 0);
        List<FutureTask<Set<List<String>>>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int own = 1 + 3 * i;
            FutureTask<Set<List<String>>> task = new FutureTask<>(() -> {
                Set<List<String>> sites = ConcurrentHashMap.newKeySet();
                for (int walk = 0; walk < 5 * LeftOut.WALKS * LeftOut.COUNTS / 4; walk++) {
                    int more = walk % 13;
                    sites.add(
                            walk % 3 == 0
                                    ? deepen(more, () -> reflected(2, library, own))
                                    : deepen(more, () -> library.site(own)));
                }
                return sites;
            });
            tasks.add(task);
            Thread.ofPlatform().start(task);
        }
        List<Set<List<String>>> seen = new ArrayList<>();
        for (FutureTask<Set<List<String>>> task : tasks) {
            seen.add(task.get());
        }
        assertThat(seen).allMatch(sites -> sites.equals(seen.getFirst()));
    }

    @Test
    void theGuessFollowsWhatIsLeftOut() throws Exception {
        LeftOut leftOut = new LeftOut(300);
        Library library = library(6, leftOut, Library::isOwn);
        for (int i = 0; i < LeftOut.WALKS * LeftOut.COUNTS; i++) {
            List<String> ignored = deepen(10, () -> library.site(4));
        }
        // Those of the library here, and that of the capture.
        assertThat(leftOut.frames()).isEqualTo(4 + 1);

        int reflection = reflectionFrames();
        assertThat(reflection).isPositive();
        for (int i = 0; i < LeftOut.WALKS; i++) {
            List<String> ignored = deepen(10, () -> reflected(1, library, 4));
        }
        assertThat(leftOut.frames()).isEqualTo(4 + 1 + reflection);
    }

    /** How many stand for one call. */
    private static int reflectionFrames() throws Exception {
        Method shown = StackWalkerCaptureTest.class.getDeclaredMethod("shownBelow");
        // As often as it takes for the JDK to call in the way that it will go on with.
        int frames = 0;
        for (int i = 0; i < 100; i++) {
            frames = (int) shown.invoke(null);
        }
        return frames;
    }

    static int shownBelow() {
        Set<StackWalker.Option> options =
                Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_REFLECT_FRAMES);
        return StackWalker.getInstance(options)
                .walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                        .skip(1)
                        .takeWhile(type -> type != StackWalkerCaptureTest.class)
                        .collect(Collectors.toList()))
                .size();
    }

    @Test
    void aCountThatFailsCostsTheGuessOnly() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        int perWalk = 3;
        LeftOut leftOut = new LeftOut(7);
        StackWalkerCapture capture = new StackWalkerCapture(
                rows,
                2,
                type -> {
                    if (asked.incrementAndGet() > perWalk * LeftOut.WALKS) {
                        failed.incrementAndGet();
                        throw new StackOverflowError("on purpose");
                    }
                    return NativeWalk.isOwn(type);
                },
                leftOut);
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < LeftOut.WALKS; i++) {
            found.add(capture.site());
        }
        assertThat(failed).hasValue(1);
        assertThat(Set.copyOf(found)).hasSize(1);
        assertThat(leftOut.frames()).isEqualTo(7);
    }
}
