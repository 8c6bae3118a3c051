package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.AllocationSite;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockHandleTest {

    private final ManualClock clock = new ManualClock();
    private final Tracker tracker =
            Tracker.create(TrackerOptions.builder().build(), Tracker.setup().with(clock));

    @Test
    void endsOnce() {
        BlockHandle block = tracker.recordAlloc(1009);
        clock.advanceMillis(20);
        block.freed();
        block.freed();
        block.resized(13);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
        AllocationSite site = tracker.sites().getFirst();
        assertThat(site.lifetimeMicros()).isEqualTo(20_000);
        assertThat(site.apis()).isEqualTo(Set.of(AllocationApi.HANDLE));
        assertThat(site.arenaKinds()).isEmpty();
        assertThat(site.frames().getFirst().methodName()).isEqualTo("endsOnce");
    }

    @Test
    void aShrinkLeavesThePeak() {
        BlockHandle block = tracker.recordAlloc(1009);
        block.resized(503);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 1512, 503, 1, 1009, 1, 1));
        block.freed();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 1512, 0, 0, 1009, 1, 2));
    }

    @Test
    void aResizeWhilePausedKeepsTheBooksRight() {
        BlockHandle counted = tracker.recordAlloc(1009);
        tracker.pause();
        BlockHandle notCounted = tracker.recordAlloc(31);
        counted.resized(503);
        notCounted.resized(37);
        tracker.resume();
        assertThat(tracker.snapshot().currentBytes()).isEqualTo(503);
        notCounted.resized(41);
        assertThat(tracker.snapshot().currentBytes()).isEqualTo(544);
        counted.freed();
        notCounted.freed();
        assertThat(tracker.snapshot().currentBytes()).isZero();
        assertThat(tracker.snapshot().currentBlocks()).isZero();
    }

    @Test
    void aSizeThatTheCountersCannotHoldLeavesTheBlockAsItWas() {
        BlockHandle block = tracker.recordAlloc(1009);
        block.resized(Long.MAX_VALUE);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 1009, 1, 1009, 1, 0));
        block.freed();
        assertThat(tracker.snapshot().currentBytes()).isZero();
    }

    @Test
    void refusesNegativeSizes() {
        assertThatThrownBy(() -> tracker.recordAlloc(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bytes: -1 is not valid; expected 0 or more");
        BlockHandle block = tracker.recordAlloc(0);
        assertThatThrownBy(() -> block.resized(-2)).hasMessage("bytes: -2 is not valid; expected 0 or more");
    }
}
