package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guess how many frames are left out. */
class LeftOutTest {

    private final LeftOut leftOut = new LeftOut(8);

    @Test
    void isTheMostOfTheLastCounts() {
        assertThat(leftOut.frames()).isEqualTo(8);
        for (int i = 1; i < LeftOut.COUNTS; i++) {
            assertThat(leftOut.changes(i == 3 ? 5 : 2)).isFalse();
        }
        assertThat(leftOut.changes(2)).isTrue();
        assertThat(leftOut.frames()).isEqualTo(5);
    }

    @Test
    void growsAtOnceAndForgetsLater() {
        assertThat(leftOut.changes(13)).isTrue();
        assertThat(leftOut.frames()).isEqualTo(13);
        for (int i = 2; i < 2 * LeftOut.COUNTS; i++) {
            assertThat(leftOut.changes(3)).isFalse();
        }
        assertThat(leftOut.frames()).isEqualTo(13);
        assertThat(leftOut.changes(3)).isTrue();
        assertThat(leftOut.frames()).isEqualTo(3);
    }

    @Test
    void isNeverSoHighThatBatchesCostTheHeap() {
        assertThat(leftOut.changes(LeftOut.MOST + 1)).isTrue();
        assertThat(leftOut.frames()).isEqualTo(LeftOut.MOST);
    }

    @Test
    void oneOfSoManyWalksIsCounted() {
        for (int i = 1; i <= 3 * LeftOut.WALKS; i++) {
            assertThat(leftOut.isDue()).as("walk %d", i).isEqualTo(i % LeftOut.WALKS == 0);
        }
    }

    @Test
    void knowsTheFramesOfReflection() throws ReflectiveOperationException {
        assertThat(reflection(Reflected.class.getMethod("callers").invoke(null)))
                .contains(Method.class)
                .allMatch(LeftOut::isOfReflection);
        assertThat(reflection(Reflected.class.getConstructor().newInstance().callers))
                .contains(Constructor.class)
                .allMatch(LeftOut::isOfReflection);
        assertThat(LeftOut.isOfReflection(InvocationTargetException.class)).isFalse();
        assertThat(LeftOut.isOfReflection(LeftOutTest.class)).isFalse();
    }

    @SuppressWarnings("unchecked")
    private static Set<Class<?>> reflection(Object callers) {
        return (Set<Class<?>>) callers;
    }

    /** Sees whom StackWalker leaves out between it and this test. */
    public static final class Reflected {

        final Set<Class<?>> callers;

        public Reflected() {
            callers = callers();
        }

        public static Set<Class<?>> callers() {
            Set<StackWalker.Option> options =
                    Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_REFLECT_FRAMES);
            return StackWalker.getInstance(options)
                    .walk(frames -> frames.<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                            .dropWhile(type -> type == Reflected.class)
                            .takeWhile(type -> type != LeftOutTest.class)
                            .collect(Collectors.toSet()));
        }
    }
}
