package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.TrackerOptions;
import io.github.underheap.memory.RowNumbers;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.SiteNumber;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

    /** Those of its own size, and of the new size of one that an allocator over it resizes. */
    @Test
    void blocksInAnArenaThatNobodyCanCloseAreToldApart() {
        MemorySegment.Scope scope = Arena.ofConfined().scope();
        Ledger ledger = recorder.automatic(ArenaKind.CUSTOM, scope);
        int origin = Origin.of(ArenaKind.CUSTOM, AllocationApi.ALLOCATOR);
        AddressedBlocks blocks = new AddressedBlocks(recorder, ledger, origin, false);
        AddressedBlocks heap = AddressedBlocks.of(recorder, Origin.of(AllocationApi.HANDLE));
        for (AddressedBlocks each : List.of(blocks, heap)) {
            each.allocated(0x1000, 101, 101);
            each.allocated(0x2000, 1009, 1009);
            each.allocated(0x3000, 503, 503);
            each.resized(0x1000, 101, 0x1000, 4099, true);
            boolean ignored = each.freed(0x2000, 1009);
        }
        assertThat(sum(SiteNumber.UNCLOSEABLE_BYTES)).isEqualTo(101 + 1009 + 503 + 4099);
        assertThat(sum(SiteNumber.UNCLOSEABLE_BLOCKS)).isEqualTo(4);
        assertThat(sum(SiteNumber.UNCLOSEABLE_FREED_BYTES)).isEqualTo(101 + 1009);
        assertThat(sum(SiteNumber.UNCLOSEABLE_FREED_BLOCKS)).isEqualTo(2);
        assertThat(recorder.profile().sites().stream()
                        .mapToLong(AllocationSite::closeableLiveBytes)
                        .sum())
                .isEqualTo(503 + 4099);
        recorder.end(ledger, false);
        assertThat(sum(SiteNumber.UNCLOSEABLE_FREED_BYTES)).isEqualTo(101 + 1009 + 503 + 4099);
        assertThat(sum(SiteNumber.UNCLOSEABLE_FREED_BLOCKS)).isEqualTo(4);
        assertThat(sum(SiteNumber.LIVE_BYTES)).isEqualTo(503 + 4099);
    }

    private long sum(SiteNumber number) {
        return recorder.profile().sum(number);
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
