package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.TrackerOptions;
import io.github.underheap.memory.RowNumbers;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.SiteNumber;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Blocks are booked without any arena of the library. */
class RecorderTest {

    private final Recorder recorder = new Recorder(
            TrackerOptions.builder().build(), RecorderSetup.of(new ProcessInfo(4217, "acme", "host"), Set.of()));

    @Test
    void recordsBlocksByAddressAndByHandle() {
        AddressedBlocks heap = AddressedBlocks.of(recorder, Origin.of(AllocationApi.HANDLE));
        heap.allocated(0x1000, 101, 101);
        heap.allocated(0x2000, 4096, 1009);
        assertThat(heap.freed(0x1000, 101)).isTrue();
        assertThat(heap.freed(0x1000, 101)).isFalse();
        Block block = Block.allocated(recorder, 17, Origin.of(AllocationApi.HANDLE));
        block.resized(53);
        block.freed();
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(4, 1180, 1009, 1, 1110, 2, 3));
        assertThat(recorder.profile().sites().stream()
                        .mapToLong(AllocationSite::backingBytes)
                        .sum())
                .isEqualTo(3087);
    }

    @Test
    void theNumbersOfARowAreTheFirstOfThoseOfASite() {
        assertThat(List.of(SiteNumber.values()).subList(0, RowNumbers.CORE))
                .containsExactly(
                        SiteNumber.TOTAL_BYTES,
                        SiteNumber.TOTAL_BLOCKS,
                        SiteNumber.LIVE_BYTES,
                        SiteNumber.LIVE_BLOCKS,
                        SiteNumber.PEAK_BYTES,
                        SiteNumber.PEAK_BLOCKS,
                        SiteNumber.OWN_PEAK_BYTES,
                        SiteNumber.OWN_PEAK_BLOCKS,
                        SiteNumber.LIFETIME_LOW,
                        SiteNumber.LIFETIME_HIGH,
                        SiteNumber.LAST_BIRTH,
                        SiteNumber.INTERRUPTED);
        assertThat(SiteNumber.TOTAL_BYTES.ordinal()).isEqualTo(RowNumbers.TOTAL_BYTES);
        assertThat(SiteNumber.OWN_PEAK_BLOCKS.ordinal()).isEqualTo(RowNumbers.OWN_PEAK_BLOCKS);
        assertThat(SiteNumber.INTERRUPTED.ordinal()).isEqualTo(RowNumbers.INTERRUPTED);
        assertThat(SiteNumber.FIRST_TALLY).isEqualTo(RowNumbers.CORE);
    }
}
