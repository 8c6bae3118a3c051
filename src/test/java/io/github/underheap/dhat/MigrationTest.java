package io.github.underheap.dhat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.BlockHandle;
import io.github.underheap.Profiles;
import io.github.underheap.Tracker;
import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where this library differs from those that its users may know, as {@code docs/migrating-from-dhat.md} says; {@code MigrationPageIT} names the rest. */
class MigrationTest {

    @AutoClose
    private final Tracker tracker = Tracker.create();

    @TempDir
    private Path folder;

    @Test
    void growingCountsAllOfTheNewSize() {
        BlockHandle block = tracker.recordAlloc(100);
        block.resized(300);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 400, 300, 1, 300, 1, 1));
        block.resized(50);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(3, 450, 50, 1, 300, 1, 2));
    }

    @Test
    void blocksAtThePeakAreThoseWhenTheMostBytesWereLive() {
        List<BlockHandle> small = List.of(tracker.recordAlloc(3), tracker.recordAlloc(5), tracker.recordAlloc(7));
        small.forEach(BlockHandle::freed);
        tracker.recordAlloc(101);

        AllocStats stats = tracker.snapshot();

        assertThat(stats.allocCount()).isEqualTo(4);
        assertThat(stats.totalBytes()).isEqualTo(116);
        assertThat(stats.currentBytes()).isEqualTo(101);
        assertThat(stats.currentBlocks()).isEqualTo(1);
        assertThat(stats.peakBytes()).isEqualTo(101);
        assertThat(stats.peakBlocks()).as("three were live before").isEqualTo(1);
    }

    @Test
    void sitesAndTheirReportHaveNames() throws IOException {
        tracker.recordAlloc(1_009);

        AllocationSite site = tracker.sites().getFirst();
        Path file = folder.resolve("report.txt");
        Profiles.write(tracker.profile(), "text", file);

        assertThat(site.totalBytes()).isEqualTo(1_009);
        assertThat(site.liveBytes()).isEqualTo(1_009);
        assertThat(site.atPeakBytes()).isEqualTo(1_009);
        assertThat(site.frames().getFirst().toString())
                .contains("MigrationTest.sitesAndTheirReportHaveNames", "MigrationTest.java:");
        assertThat(Files.readString(file)).contains("1,009", "MigrationTest.sitesAndTheirReportHaveNames");
    }

    @Test
    void withoutStacksThereAreCountersAlone() {
        try (Tracker counters =
                Tracker.create(TrackerOptions.builder().capture(Capture.NONE).build())) {
            counters.recordAlloc(1_009);

            assertThat(counters.snapshot()).isEqualTo(AllocStats.of(1, 1_009, 1_009, 1, 1_009, 1, 0));
            assertThat(counters.sites())
                    .singleElement()
                    .extracting(AllocationSite::frames)
                    .isEqualTo(List.of(Frame.NO_SITES));
        }
    }

    /** The end of one at the peak takes nothing from what was live there. */
    @Test
    void aBlockOfNoBytesCountsLikeAnyOther() {
        tracker.recordAlloc(100);
        tracker.recordAlloc(0).freed();

        Profile profile = tracker.profile();

        assertThat(profile.stats()).isEqualTo(AllocStats.of(2, 100, 100, 1, 100, 2, 1));
        assertThat(profile.sum(SiteNumber.PEAK_BLOCKS)).isEqualTo(2);
    }

    @Test
    void cutStacksThatAreEqualAreOneSite() {
        Frame main = Frame.of("Main", "main", "Main.java", 3, 1);
        Frame other = Frame.of("Main", "other", "Main.java", 5, 1);
        Frame encode = Frame.of("Codec", "encode", "Codec.java", 7, 1);
        Profile.Builder builder = Profile.builder();
        int first = builder.site(List.of(encode, main));
        int second = builder.site(List.of(encode, other));
        int third = builder.site(List.of(main));
        for (int site : new int[] {first, second, third}) {
            builder.add(site, SiteNumber.TOTAL_BLOCKS, 1)
                    .add(site, SiteNumber.TOTAL_BYTES, 11 + site)
                    .add(site, SiteNumber.OWN_PEAK_BYTES, 11 + site)
                    .add(site, SiteNumber.LAST_BIRTH, 100 + site)
                    .add(site, SiteNumber.LIFETIME_LOW, -1);
        }
        Profile whole = builder.build();

        Profile cut = whole.withDepth(1);

        assertThat(cut.siteCount()).isEqualTo(2);
        assertThat(cut.site(0).frames()).containsExactly(encode);
        assertThat(cut.site(0).totalBytes()).isEqualTo(23);
        assertThat(cut.site(0).ownPeakBytes()).as("an upper bound").isEqualTo(23);
        assertThat(cut.site(0).get(SiteNumber.LAST_BIRTH)).isEqualTo(101);
        assertThat(cut.site(0).get(SiteNumber.LIFETIME_HIGH)).as("the carry").isEqualTo(1);
        assertThat(cut.site(1).frames()).containsExactly(main);
        assertThat(cut.stats()).isEqualTo(whole.stats());
        assertThat(whole.withDepth(2).siteCount()).isEqualTo(3);
        assertThat(whole.siteCount()).as("the profile itself stays").isEqualTo(3);
    }
}
