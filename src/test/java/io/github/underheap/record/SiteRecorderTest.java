package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.memory.MemoryInfo;
import io.github.underheap.memory.Patience;
import io.github.underheap.memory.PooledMemory;
import io.github.underheap.memory.ProfileMemory;
import io.github.underheap.memory.SiteRows;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Frames as StackWalker tells them, to frame numbers and rows. */
class SiteRecorderTest {

    private static final MemoryInfo INFO = new MemoryInfo(4711, 1_000, 17, 1_000_000_000, "", "Main", "host");

    private final ProfileMemory memory = new ProfileMemory(
            new PooledMemory(), new ProfileMemory.Layout(64, 4, 0, Recording.TALLIES), Patience.USUAL, INFO);
    private final SiteRecorder recorder = new SiteRecorder(memory, null);

    /** @param line as in {@link StackTraceElement}: -1 if the JVM has forgotten it, and the file with it */
    private record Frame(int line, int bci) implements StackWalker.StackFrame {

        @Override
        public String getClassName() {
            return "com.acme.Main";
        }

        @Override
        public String getMethodName() {
            return "run";
        }

        @Override
        public Class<?> getDeclaringClass() {
            return SiteRecorderTest.class;
        }

        @Override
        public int getByteCodeIndex() {
            return bci;
        }

        @Override
        public @Nullable String getFileName() {
            return line < 0 ? null : "Main.java";
        }

        @Override
        public int getLineNumber() {
            return line;
        }

        @Override
        public boolean isNativeMethod() {
            return false;
        }

        @Override
        public StackTraceElement toStackTraceElement() {
            return new StackTraceElement(getClassName(), getMethodName(), getFileName(), line);
        }
    }

    private List<Integer> frames(Frame... frames) {
        return List.of(frames).stream().map(recorder::frame).toList();
    }

    @Test
    void whatIsRememberedOfALostLineIsForgottenOnceItCouldBeAnother() {
        Frame known = new Frame(7, 3);
        Frame lost = new Frame(-1, 3);
        assertThat(frames(known, lost, lost)).containsExactly(0, 0, 0);
        assertThat(frames(new Frame(11, 3), lost, lost, known)).containsExactly(1, 2, 2, 0);
    }

    @Test
    void rowsContradictEachOtherInMoreThanLines() {
        int known = row(7, 3);
        int other = row(11, 3);
        int lost = row(-1, 3);
        int elsewhere = row(7, 5);
        assertThat(recorder.contradict(known, known)).isFalse();
        assertThat(recorder.contradict(known, lost)).isFalse();
        assertThat(recorder.contradict(known, other)).isFalse();
        assertThat(recorder.contradict(known, elsewhere)).isTrue();
        assertThat(recorder.contradict(known, SiteRows.NO_STACK)).isTrue();
        assertThat(row(17, 9)).isEqualTo(SiteRows.TABLE_FULL);
        assertThat(recorder.contradict(known, SiteRows.TABLE_FULL)).isFalse();
        assertThat(recorder.contradict(SiteRows.TABLE_FULL, known)).isFalse();
    }

    @Test
    void theRowOfAFullTableLastsOnlyIfTheNumberOfSitesIsTheLimit() {
        int first = row(1, 1);
        row(2, 2);
        row(3, 3);
        assertThat(recorder.site(new int[] {-1}, 1)).isEqualTo(SiteRows.TABLE_FULL);
        assertThat(recorder.isLasting(SiteRows.TABLE_FULL)).isFalse();
        assertThat(recorder.isLasting(first)).isTrue();
        row(4, 4);
        assertThat(row(5, 5)).isEqualTo(SiteRows.TABLE_FULL);
        assertThat(recorder.isLasting(SiteRows.TABLE_FULL)).isTrue();
    }

    private int row(int line, int bci) {
        return recorder.site(new int[] {recorder.frame(new Frame(line, bci))}, 1);
    }
}
