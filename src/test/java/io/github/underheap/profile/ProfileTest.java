package io.github.underheap.profile;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {

    private final SyntheticProfile made = SyntheticProfile.of("com.acme.Main x");

    @Test
    void aboutTheProcess() {
        Profile profile = made.at(7_001).profile();

        assertThat(profile.command()).isEqualTo("com.acme.Main x");
        assertThat(profile.process()).isEqualTo(new ProcessInfo(SyntheticProfile.PID, "com.acme.Main x", "host"));
        assertThat(profile.options()).isEqualTo("depth=8");
        assertThat(profile.pid()).isEqualTo(SyntheticProfile.PID);
        assertThat(profile.startEpochMillis()).isEqualTo(1_000_003);
        assertThat(profile.durationNanos()).isEqualTo(7_001);
        assertThat(profile.peakNanos()).isZero();
        assertThat(profile.timed()).isTrue();
        assertThat(profile.siteCount()).isZero();
        assertThat(profile.sites()).isEmpty();
        assertThat(profile.remarks()).isEmpty();
    }

    @Test
    void theNumbersOfASite() {
        int site = made.site(frame("A", "a", 1));
        int other = made.site(frame("A", "b", 2));
        made.at(1_000).allocate(site, 1_009).allocate(site, 503).allocate(other, 101);
        made.at(4_000).free(site, 1_009);
        made.part(site, 53).part(site, 47).freePart(site, 53).closeFailed(site);
        made.add(site, SiteNumber.BACKING_BYTES, 59).origin(site, Origin.of(ArenaKind.SHARED, AllocationApi.ALLOCATOR));
        Profile profile = made.at(9_000).profile();

        AllocationSite read = profile.site(0);

        assertThat(read.totalBytes()).isEqualTo(1_512);
        assertThat(read.totalBlocks()).isEqualTo(2);
        assertThat(read.liveBytes()).isEqualTo(503);
        assertThat(read.liveBlocks()).isEqualTo(1);
        assertThat(read.atPeakBytes()).isEqualTo(1_512);
        assertThat(read.atPeakBlocks()).isEqualTo(2);
        assertThat(read.ownPeakBytes()).isEqualTo(1_512);
        assertThat(read.ownPeakBlocks()).isEqualTo(2);
        assertThat(read.lifetimeNanos()).isEqualTo(3_000 + 8_000);
        assertThat(read.lifetimeMicros()).isEqualTo(3 + 8);
        assertThat(read.lifetimeSaturated()).isFalse();
        assertThat(read.logicalBytes()).isEqualTo(100);
        assertThat(read.logicalBlocks()).isEqualTo(2);
        assertThat(read.logicalLiveBytes()).isEqualTo(47);
        assertThat(read.logicalLiveBlocks()).isEqualTo(1);
        assertThat(read.backingBytes()).isEqualTo(59);
        assertThat(read.failedCloses()).isEqualTo(1);
        assertThat(read.lateBlocks()).isZero();
        assertThat(read.arenaKinds()).containsExactly(ArenaKind.SHARED);
        assertThat(read.apis()).containsExactly(AllocationApi.ALLOCATOR);
        assertThat(read).hasToString("[A.a (A.java:1)]: 1512 bytes in 2 blocks");
        assertThat(profile.peakNanos()).isEqualTo(1_000);
    }

    @Test
    void aProfileStaysAsItWas() {
        int site = made.site(frame("A", "a", 1));
        made.allocate(site, 1_009);
        Profile profile = made.at(3_000).profile();

        made.at(5_000).allocate(site, 503).allocate(made.site(frame("A", "b", 2)), 101);

        assertThat(profile.siteCount()).isEqualTo(1);
        assertThat(profile.site(0).totalBytes()).isEqualTo(1_009);
        assertThat(profile.site(0).lifetimeMicros()).isEqualTo(3);
        assertThat(profile.stats().totalBytes()).isEqualTo(1_009);
        assertThat(profile.frameLimit()).isEqualTo(1);
    }

    @Test
    void sitesByIndexAreInOrderOfAppearanceAndTheListByBytes() {
        for (int line : new int[] {1, 2, 3, 4}) {
            made.allocate(made.site(frame("A", "a", line)), line % 3);
        }
        Profile profile = made.profile();

        assertThat(List.of(0, 1, 2, 3))
                .map(i -> profile.site(i).frames().getFirst().lineNumber())
                .containsExactly(1, 2, 3, 4);
        assertThat(profile.sites())
                .map(site -> site.frames().getFirst().lineNumber())
                .containsExactly(2, 1, 4, 3);
    }

    @Test
    void sitesWhereNothingHappenedAreLeftOut() {
        made.site(frame("A", "a", 1));
        made.allocate(made.site(frame("A", "b", 2)), 3);

        assertThat(made.profile().sites())
                .map(site -> site.frames().getFirst().methodName())
                .containsExactly("b");
    }

    @Test
    void whatIsNotThere() {
        made.allocate(made.site(frame("A", "a", 1)), 3);
        Profile profile = made.profile();

        for (int index : new int[] {-1, 1}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> profile.site(index));
        }
        for (int number : new int[] {-1, profile.frameLimit()}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> profile.frame(number));
        }
    }

    @Test
    void listsCannotBeChanged() {
        made.allocate(made.site(frame("A", "a", 1)), 3);
        Profile profile = made.profile();

        assertThat(profile.sites()).isUnmodifiable();
        assertThat(profile.remarks()).isUnmodifiable();
        assertThat(profile.site(0).frames()).isUnmodifiable();
    }

    @Test
    void aNumberOfAllSitesFollowsTheRuleOfItsSum() {
        Profile.Builder builder = Profile.builder();
        int a = builder.site(List.of(frame("A", "a", 1)));
        int b = builder.site(List.of(frame("A", "b", 2)));
        builder.add(a, SiteNumber.TOTAL_BYTES, 1_009).add(b, SiteNumber.TOTAL_BYTES, 503);
        builder.add(a, SiteNumber.LAST_BIRTH, 7_001).add(b, SiteNumber.LAST_BIRTH, 3_001);
        builder.add(a, SiteNumber.LIFETIME_LOW, -1).add(b, SiteNumber.LIFETIME_LOW, 3);
        Profile profile = builder.build();

        assertThat(profile.sum(SiteNumber.TOTAL_BYTES)).isEqualTo(1_512);
        assertThat(profile.sum(SiteNumber.LAST_BIRTH)).isEqualTo(7_001);
        assertThat(profile.sum(SiteNumber.LIFETIME_LOW)).isEqualTo(2);
        assertThat(profile.sum(SiteNumber.LIFETIME_HIGH)).isEqualTo(1);
    }

    @Test
    void whatWasCountedApartFromTheSitesIsShownAndADifferenceSaid() {
        made.allocate(made.site(frame("A", "a", 1)), 101).underWay(53);

        assertThat(made.profile().stats()).isEqualTo(AllocStats.of(1, 101, 154, 1, 154, 1, 0));
        assertThat(made.profile().remarks())
                .containsExactly(
                        "taken while allocations were under way: the sums over the sites differ from the totals"
                                + " by -53 live bytes and -53 bytes at the peak");
    }

    @Test
    void afterFaultsNobodyIsToldThatSomethingWasUnderWay() {
        made.allocate(made.site(frame("A", "a", 1)), 101).underWay(53).faulty().remark("3 faults");

        assertThat(made.profile().remarks()).containsExactly("3 faults");
    }

    @Test
    void remarksOfTheRecorderComeAfterThoseOnRowsThatStandForManySites() {
        made.remark("what the recorder says").allocateWithoutStack(11);

        assertThat(made.profile().remarks())
                .containsExactly(
                        "the stack of 11 bytes in 1 blocks could not be captured; they are shown as [stack not captured]",
                        "what the recorder says");
    }

    @Test
    void bookingsThatWereBrokenOffAreSaid() {
        Profile.Builder builder = Profile.builder();
        builder.add(builder.site(List.of(frame("A", "a", 1))), SiteNumber.INTERRUPTED, 2);
        builder.add(builder.site(List.of(frame("A", "b", 2))), SiteNumber.INTERRUPTED, 1_001);

        assertThat(builder.build().remarks())
                .containsExactly(
                        "1,003 times a fault broke off the booking of an event; the numbers of that site may be"
                                + " off");
    }

    @Test
    void aRowThatStandsForManySitesIsFoundWhereverItIs() {
        Profile.Builder builder = Profile.builder();
        int site = builder.site(List.of(frame("A", "a", 1)));
        int full = builder.site(List.of(Frame.TABLE_FULL));
        int inside = builder.site(List.of(Frame.NO_STACK, frame("A", "b", 2)));
        for (int i : new int[] {site, full, inside}) {
            builder.add(i, SiteNumber.TOTAL_BYTES, 97).add(i, SiteNumber.TOTAL_BLOCKS, 1);
        }

        assertThat(builder.build().remarks())
                .containsExactly(
                        "the site table is full: 97 bytes in 1 blocks of further sites are shown as [site table"
                                + " full]; raise maxSites, unless memory ran out");
    }

    @Test
    void numbersThatCannotBeHeldAreSaid() {
        Profile.Builder builder = Profile.builder();
        int a = builder.site(List.of(frame("A", "a", 1)));
        int b = builder.site(List.of(frame("A", "b", 2)));
        builder.add(a, SiteNumber.TOTAL_BYTES, Long.MAX_VALUE).add(b, SiteNumber.TOTAL_BYTES, 97);
        builder.add(a, SiteNumber.PART_BYTES, Long.MAX_VALUE - 5).add(b, SiteNumber.PART_BYTES, 7);
        Profile profile = builder.build();

        assertThat(profile.stats().totalBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(profile.remarks())
                .containsExactly(
                        "totalBytes of 1 sites is above 2^63 - 1; that number is given",
                        "partBytes of all sites together is above 2^63 - 1; that number is given");
    }

    @Test
    void lifetimesStopAtTheirLimits() {
        assertThat(lifetime(0, Long.MAX_VALUE - 7).lifetimeNanos()).isEqualTo(Long.MAX_VALUE - 7);
        assertThat(lifetime(0, Long.MIN_VALUE).lifetimeNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(lifetime(3, 7).lifetimeNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(lifetime(3, 7).lifetimeMicros()).isEqualTo((1L << 53) - 1);
        assertThat(lifetime(3, 7).lifetimeSaturated()).isTrue();
        assertThat(lifetime(0, ((1L << 53) - 2) * 1_000 + 999).lifetimeMicros()).isEqualTo((1L << 53) - 2);
        assertThat(lifetime(0, ((1L << 53) - 2) * 1_000 + 999).lifetimeSaturated())
                .isFalse();
        assertThat(lifetime(-1, -5).lifetimeNanos()).isZero();
    }

    private static AllocationSite lifetime(long high, long low) {
        Profile.Builder builder = Profile.builder();
        int site = builder.site(List.of(frame("A", "a", 1)));
        builder.add(site, SiteNumber.LIFETIME_HIGH, high).add(site, SiteNumber.LIFETIME_LOW, low);
        return builder.build().site(site);
    }

    @Test
    void thePeakIsNotAfterTheEnd() {
        ProfileFacts facts =
                ProfileFacts.builder().durationNanos(3_001).peakNanos(3_011).build();

        assertThat(Profile.builder().facts(facts).build().peakNanos()).isEqualTo(3_001);
    }
}
