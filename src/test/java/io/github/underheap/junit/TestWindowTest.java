package io.github.underheap.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.BlockHandle;
import io.github.underheap.Tracker;
import org.junit.jupiter.api.Test;

/** What a window still sees when its test has ended. */
class TestWindowTest {

    /** The thread of the test does not know that a timeout has ended it. */
    @Test
    void aWarmUpThatGoesOnAfterATimeout() {
        try (Tracker tracker = Tracker.create()) {
            TestWindow window = new TestWindow(tracker);
            window.pause();
            window.beginBody();
            window.end();

            window.forgetBody();
            window.beginBody();
            tracker.recordAlloc(1_009);
            assertThat(window.body().stats().totalBytes()).isZero();
            window.forgetBody();
            window.close();
            window.resume();
            window.beginBody();
            tracker.recordAlloc(1_013);
            assertThat(window.body().stats().totalBytes()).isZero();
            assertThat(window.whole().stats().totalBytes()).isZero();
            assertThat(TestWindow.open()).isEmpty();
        }
    }

    @Test
    void blocksThatAreFreedBeforeItIsJudged() {
        try (Tracker tracker = Tracker.create()) {
            TestWindow window = new TestWindow(tracker);
            BlockHandle freed = tracker.recordAlloc(1_019);
            BlockHandle freedTooLate = tracker.recordAlloc(1_021);
            window.end();
            freed.freed();
            BlockHandle ignored = tracker.recordAlloc(1_031);
            window.close();
            freedTooLate.freed();

            assertThat(window.whole().stats().totalBytes()).isEqualTo(2_040);
            assertThat(window.whole().stats().currentBytes()).isEqualTo(1_021);
        }
    }
}
