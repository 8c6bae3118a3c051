package io.github.underheap.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {

    @Test
    void aPlaceInAMethod() {
        Frame frame = Frame.of("com.acme.Main$1", "<init>", "Main.java", 42, 7);

        assertThat(frame.className()).isEqualTo("com.acme.Main$1");
        assertThat(frame.methodName()).isEqualTo("<init>");
        assertThat(frame.fileName()).isEqualTo("Main.java");
        assertThat(frame.lineNumber()).isEqualTo(42);
        assertThat(frame.bytecodeIndex()).isEqualTo(7);
        assertThat(frame.isNative()).isFalse();
        assertThat(frame.isSynthetic()).isFalse();
        assertThat(frame).hasToString("com.acme.Main$1.<init> (Main.java:42)");
    }

    @Test
    void withoutALine() {
        Frame nameless = Frame.of("A", "a", "", -1, 3);
        Frame lineless = Frame.of("A", "a", "A.java", -1, 3);
        Frame inNative = Frame.of("A", "a", "A.java", -2, -1);

        assertThat(nameless.text()).isEqualTo("A.a (Unknown Source)");
        assertThat(nameless.fileName()).isNull();
        assertThat(nameless.lineNumber()).isZero();
        assertThat(nameless).isEqualTo(Frame.of("A", "a", null, 0, 3));
        assertThat(lineless.text()).isEqualTo("A.a (A.java)");
        assertThat(inNative.text()).isEqualTo("A.a (Native Method)");
        assertThat(inNative.isNative()).isTrue();
        assertThat(inNative.lineNumber()).isZero();
        assertThat(inNative.bytecodeIndex()).isEqualTo(-1);
    }

    @Test
    void aFrameThatIsNoMethod() {
        Frame frame = Frame.NO_STACK;

        assertThat(frame.isSynthetic()).isTrue();
        assertThat(frame.text()).isEqualTo("[stack not captured]");
        assertThat(frame.className()).isEmpty();
        assertThat(frame.methodName()).isEmpty();
        assertThat(frame.fileName()).isNull();
        assertThat(frame.lineNumber()).isZero();
        assertThat(frame.bytecodeIndex()).isEqualTo(-1);
        assertThat(frame.isNative()).isFalse();
    }

    @Test
    void theTextsOfFramesThatAreNoMethods() {
        assertThat(List.of(Frame.TABLE_FULL, Frame.NO_STACK, Frame.NO_SITES))
                .map(Frame::text)
                .containsExactly("[site table full]", "[stack not captured]", "[capture=none]");
    }

    @Test
    void equalByContent() {
        Frame frame = Frame.of("A", "a", "A.java", 1, 3);

        assertThat(Frame.of("A", "a", "A.java", 1, 3)).isEqualTo(frame).hasSameHashCodeAs(frame);
        assertThat(List.of(
                        Frame.of("B", "a", "A.java", 1, 3),
                        Frame.of("A", "b", "A.java", 1, 3),
                        Frame.of("A", "a", "B.java", 1, 3),
                        Frame.of("A", "a", "A.java", 2, 3),
                        Frame.of("A", "a", "A.java", 1, 5),
                        Frame.of("A", "a", "A.java", -2, 3),
                        Frame.synthetic("A.a (A.java:1)")))
                .doesNotContain(frame)
                .doesNotHaveDuplicates();
        assertThat(Frame.synthetic("[site table full]")).isEqualTo(Frame.TABLE_FULL);
    }
}
