package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.Engine;
import io.github.underheap.Tracker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index finds each entry that was put into it and no other, has the room that it was asked for, and is never full. */
class LedgerIndexTest {

    private final Recording recording = Engine.of(Tracker.create()).recording();
    private final Era era = new Era(recording, new Window[0]);
    private final Era other = new Era(recording, new Window[0]);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 1_000})
    void hasRoomForMoreThanItWasAskedFor(int entries) {
        LedgerIndex index = new LedgerIndex(entries);
        assertThat(index.hasRoomFor(entries + 1)).isTrue();
        List<ChainedEntry> put = new ArrayList<>();
        while (index.hasRoom()) {
            put.add(new ChainedEntry(era, put.size(), false));
            index.put(put.getLast());
        }
        assertThat(put.size()).isBetween(entries + 1, Math.max(8, entries) * 4);
        assertThat(put)
                .allSatisfy(
                        entry -> assertThat(index.find(era, entry.row, false)).isSameAs(entry));
        assertThat(index.find(era, put.size(), false)).as("ends its search").isNull();
    }

    @Test
    void tellsErasAndPartsOfOneSiteApart() {
        LedgerIndex index = new LedgerIndex(8);
        ChainedEntry block = new ChainedEntry(era, 7, false);
        ChainedEntry part = new ChainedEntry(era, 7, true);
        ChainedEntry later = new ChainedEntry(other, 7, false);
        index.put(block);
        index.put(part);
        index.put(later);
        assertThat(index.find(era, 7, false)).isSameAs(block);
        assertThat(index.find(era, 7, true)).isSameAs(part);
        assertThat(index.find(other, 7, false)).isSameAs(later);
        assertThat(index.find(other, 7, true)).isNull();
    }

    @Test
    void fillingForgetsWhatWasThere() {
        Random random = new Random(5);
        LedgerIndex index = new LedgerIndex(200);
        for (int round = 0; round < 50; round++) {
            List<Integer> rows = new ArrayList<>();
            for (int row = 0; row < 400; row++) {
                rows.add(row);
            }
            Collections.shuffle(rows, random);
            List<Integer> put = rows.subList(0, random.nextInt(200));
            ChainedEntry first = null;
            for (int row : put) {
                ChainedEntry entry = new ChainedEntry(era, row, false);
                entry.next = first;
                first = entry;
            }
            index.fill(first);
            for (int row : rows) {
                ChainedEntry found = index.find(era, row, false);
                assertThat(found == null ? -1 : found.row).isEqualTo(put.contains(row) ? row : -1);
            }
        }
    }
}
