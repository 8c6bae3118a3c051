package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which frames are one: those that differ only in a file or a line that one of them lacks. */
class FrameTableTest {

    private static final FrameKey LOST = frame("", 0);
    private static final FrameKey KNOWN = frame("Main.java", 7);
    private static final FrameKey OTHER = frame("Main.java", 11);

    private final ProfileMemory profile = Profiles.profile();

    private static FrameKey frame(String file, int line) {
        return new FrameKey("com.acme.Main", "run", file, line, 3);
    }

    private List<Integer> intern(FrameKey... frames) {
        return List.of(frames).stream().map(profile::intern).toList();
    }

    @Test
    void aFrameWithoutALineIsTheOneThatHasIt() {
        assertThat(intern(KNOWN, LOST, KNOWN)).containsExactly(0, 0, 0);
        assertThat(profile.frame(0)).isEqualTo(KNOWN);
    }

    @Test
    void aLineThatBecomesKnownIsShownFromThenOn() {
        assertThat(intern(LOST)).containsExactly(0);
        assertThat(profile.frame(0)).isEqualTo(LOST);
        assertThat(intern(KNOWN, LOST)).containsExactly(0, 0);
        assertThat(profile.frame(0)).isEqualTo(KNOWN);
    }

    @Test
    void fileAndLineBecomeKnownOneAfterTheOther() {
        assertThat(intern(LOST, frame("", 7), LOST, KNOWN, frame("", 7), frame("Main.java", 0)))
                .containsExactly(0, 0, 0, 0, 0, 0);
        assertThat(profile.frame(0)).isEqualTo(KNOWN);
        assertThat(intern(frame("Other.java", 0), frame("", 7))).containsExactly(1, 2);
    }

    @Test
    void whereLinesContradictEachOtherTheLostOneIsNeither() {
        assertThat(intern(KNOWN, LOST, OTHER, LOST, KNOWN, OTHER, LOST)).containsExactly(0, 0, 1, 2, 0, 1, 2);
        assertThat(List.of(0, 1, 2).stream().map(profile::frame)).containsExactly(KNOWN, OTHER, LOST);
        assertThat(List.of(0, 1, 2).stream().map(profile::isOfSeveral)).containsExactly(true, false, false);
    }

    @Test
    void linesBelowZeroAreUnknownButForNativeMethods() {
        FrameKey own = new FrameKey("com.acme.Main", "call", "Main.java", -2, -1);
        assertThat(intern(own, new FrameKey("com.acme.Main", "call", "", -1, -1)))
                .containsExactly(0, 0);
        assertThat(profile.frame(0)).isEqualTo(own);
        assertThat(intern(frame("", -1), frame("", 0), frame("", -3))).containsExactly(1, 1, 1);
    }

    @Test
    void classMethodAndBytecodeTellFramesApart() {
        assertThat(intern(
                        LOST,
                        new FrameKey("com.acme.Main", "run", "", 0, 4),
                        new FrameKey("com.acme.Main", "go", "", 0, 3),
                        new FrameKey("com.acme.Other", "run", "", 0, 3)))
                .containsExactly(0, 1, 2, 3);
    }

    @Test
    void stacksAreTheSameIfOnlyLinesDiffer() {
        int known = row(KNOWN, OTHER);
        assertThat(row(KNOWN, LOST)).isNotEqualTo(known);
        assertThat(profile.isSameStack(known, row(KNOWN, LOST))).isTrue();
        assertThat(profile.isSameStack(known, row(KNOWN))).isFalse();
        assertThat(profile.isSameStack(known, row(KNOWN, new FrameKey("com.acme.Main", "run", "", 0, 4))))
                .isFalse();
        assertThat(profile.isSameStack(known, SiteRows.NO_STACK)).isFalse();
    }

    private int row(FrameKey... frames) {
        int[] numbers = intern(frames).stream().mapToInt(number -> number).toArray();
        return profile.row(numbers, numbers.length);
    }
}
