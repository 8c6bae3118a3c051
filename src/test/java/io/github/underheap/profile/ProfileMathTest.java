package io.github.underheap.profile;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileMathTest {

    private static final Frame MAIN = frame("A", "main", 1);
    private static final List<Frame> BOTH = List.of(frame("A", "both", 2), MAIN);
    private static final List<Frame> FIRST = List.of(frame("A", "first", 3), MAIN);
    private static final List<Frame> SECOND = List.of(frame("A", "second", 5), MAIN);

    private static Profile.Builder profile(ProfileFacts.Builder facts) {
        return Profile.builder().facts(facts.build());
    }

    private static ProfileFacts.Builder facts() {
        return ProfileFacts.builder();
    }

    private static void put(Profile.Builder builder, List<Frame> stack, SiteNumber number, long value) {
        builder.add(builder.site(stack), number, value);
    }

    private static AllocationSite at(Profile profile, List<Frame> stack) {
        return profile.sites().stream()
                .filter(site -> site.frames().equals(stack))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void equalStacksAreOneSiteOfTheSumWhateverNumbersTheirFramesHad() {
        Profile.Builder first = Profile.builder();
        put(first, FIRST, SiteNumber.TOTAL_BYTES, 101);
        put(first, BOTH, SiteNumber.TOTAL_BYTES, 1_009);
        first.origin(first.site(BOTH), Origin.of(ArenaKind.SHARED, AllocationApi.ARENA));
        Profile.Builder second = Profile.builder();
        put(second, BOTH, SiteNumber.TOTAL_BYTES, 503);
        put(second, BOTH, SiteNumber.LAST_BIRTH, 7);
        put(second, SECOND, SiteNumber.TOTAL_BYTES, 53);
        second.origin(second.site(BOTH), Origin.of(ArenaKind.AUTO, AllocationApi.ARENA));

        Profile sum = ProfileMath.merge(List.of(first.build(), second.build()));

        assertThat(sum.siteCount()).isEqualTo(3);
        assertThat(at(sum, BOTH).totalBytes()).isEqualTo(1_512);
        assertThat(at(sum, BOTH).arenaKinds()).containsExactly(ArenaKind.SHARED, ArenaKind.AUTO);
        assertThat(at(sum, FIRST).totalBytes()).isEqualTo(101);
        assertThat(at(sum, SECOND).totalBytes()).isEqualTo(53);
        assertThat(sum.sum(SiteNumber.LAST_BIRTH)).isEqualTo(7);
        assertThat(sum.frameLimit()).isEqualTo(4);
    }

    @Test
    void factsOfAMerge() {
        Profile first = profile(facts().process(new ProcessInfo(11, "a", "host"))
                        .startEpochMillis(2_003)
                        .durationNanos(701)
                        .peakNanos(401)
                        .options("depth=8")
                        .totals(97, 211)
                        .remark("first"))
                .build();
        Profile second = profile(facts().process(new ProcessInfo(13, "b", "host"))
                        .startEpochMillis(1_009)
                        .durationNanos(503)
                        .peakNanos(307)
                        .options("depth=8")
                        .totals(89, 223)
                        .remark("second"))
                .build();

        Profile sum = ProfileMath.merge(List.of(first, second));

        assertThat(sum.process()).isEqualTo(new ProcessInfo(0, "a + b", "host"));
        assertThat(sum.startEpochMillis()).isEqualTo(1_009);
        assertThat(sum.durationNanos()).isEqualTo(701);
        assertThat(sum.peakNanos()).isEqualTo(307);
        assertThat(sum.options()).isEqualTo("depth=8");
        assertThat(sum.stats().currentBytes()).isEqualTo(186);
        assertThat(sum.stats().peakBytes()).isEqualTo(434);
        assertThat(sum.remarks()).startsWith("process 11: first", "process 13: second");
    }

    @Test
    void aMergeOfOneIsThatOne() {
        Profile.Builder only =
                profile(facts().process(new ProcessInfo(11, "a", "host")).remark("said"));
        put(only, BOTH, SiteNumber.TOTAL_BYTES, 101);

        Profile same = ProfileMath.merge(List.of(only.build()));

        assertThat(same.process()).isEqualTo(new ProcessInfo(11, "a", "host"));
        assertThat(same.remarks()).containsExactly("said");
        assertThat(at(same, BOTH).totalBytes()).isEqualTo(101);
    }

    @Test
    void aMergeSaysOfWhichProfilesItHasNoLifetimes() {
        Profile timed = profile(facts()).build();
        Profile untimed = profile(facts().timed(false)).build();

        assertThat(ProfileMath.merge(List.of(timed, untimed, timed)).remarks())
                .containsExactly("1 of 3 profiles measured no lifetimes; theirs count as 0");
        assertThat(ProfileMath.merge(List.of(untimed, untimed)).timed()).isFalse();
        assertThat(ProfileMath.merge(List.of(untimed, untimed)).remarks()).isEmpty();
    }

    @Test
    void whatCannotBeMerged() {
        Profile empty = Profile.builder().build();
        Profile difference = ProfileMath.difference(empty, empty);

        assertThatIllegalArgumentException().isThrownBy(() -> ProfileMath.merge(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> ProfileMath.merge(List.of(empty, difference)));
    }

    @Test
    void aDifferenceHasSignsAndSitesOfEitherSide() {
        Profile.Builder before = profile(facts().durationNanos(1_000));
        put(before, FIRST, SiteNumber.TOTAL_BYTES, 101);
        put(before, BOTH, SiteNumber.LIVE_BYTES, 1_009);
        put(before, BOTH, SiteNumber.FAILED_CLOSES, 3);
        put(before, BOTH, SiteNumber.LAST_BIRTH, 41);
        Profile.Builder after = profile(facts().durationNanos(3_000));
        put(after, BOTH, SiteNumber.LIVE_BYTES, 503);
        put(after, BOTH, SiteNumber.FAILED_CLOSES, 8);
        put(after, BOTH, SiteNumber.LAST_BIRTH, 43);
        put(after, SECOND, SiteNumber.TOTAL_BYTES, 53);

        Profile changed = ProfileMath.difference(before.build(), after.build());

        assertThat(changed.isDifference()).isTrue();
        assertThat(changed.siteCount()).isEqualTo(3);
        assertThat(at(changed, FIRST).totalBytes()).isEqualTo(-101);
        assertThat(at(changed, SECOND).totalBytes()).isEqualTo(53);
        assertThat(at(changed, BOTH).liveBytes()).isEqualTo(-506);
        assertThat(at(changed, BOTH).failedCloses()).isEqualTo(5);
        assertThat(at(changed, BOTH).get(SiteNumber.LAST_BIRTH)).isEqualTo(43);
        assertThat(changed.stats()).isEqualTo(AllocStats.of(0, -48, -506, 0, 0, 0, 0));
        assertThat(changed.durationNanos()).isEqualTo(2_000);
        assertThat(changed.sites().getLast().frames()).isEqualTo(FIRST);
    }

    @Test
    void sitesWhereNothingChangedAreLeftOut() {
        Profile.Builder before = Profile.builder();
        put(before, FIRST, SiteNumber.TOTAL_BYTES, 101);
        put(before, FIRST, SiteNumber.LAST_BIRTH, 41);
        put(before, BOTH, SiteNumber.TOTAL_BYTES, 103);
        Profile.Builder after = Profile.builder().add(before.build());
        put(after, BOTH, SiteNumber.TOTAL_BYTES, 1);
        put(after, FIRST, SiteNumber.LAST_BIRTH, 43);

        assertThat(ProfileMath.difference(before.build(), after.build()).sites())
                .map(AllocationSite::frames)
                .containsExactly(BOTH);
    }

    @Test
    void lifetimesThatDifferByLittleAreExactWhereverTheyLie() {
        for (long[] wide : new long[][] {{0, 0}, {0, 5}, {0, -1}, {3, 7}, {3, 0}, {-1, -3}}) {
            Profile.Builder before = Profile.builder();
            put(before, BOTH, SiteNumber.LIFETIME_HIGH, wide[0]);
            put(before, BOTH, SiteNumber.LIFETIME_LOW, wide[1]);
            Profile.Builder after = Profile.builder().add(before.build());
            put(after, BOTH, SiteNumber.LIFETIME_LOW, 13_001);

            assertThat(at(ProfileMath.difference(before.build(), after.build()), BOTH)
                            .lifetimeNanos())
                    .isEqualTo(13_001);
            assertThat(at(ProfileMath.difference(after.build(), before.build()), BOTH)
                            .lifetimeNanos())
                    .isEqualTo(-13_001);
            assertThat(at(ProfileMath.difference(after.build(), before.build()), BOTH)
                            .lifetimeMicros())
                    .isEqualTo(-13);
        }
    }

    @Test
    void remarksOfADifferenceSayOfWhichProfile() {
        Profile before = profile(facts().remark("a fault")).build();
        Profile.Builder after = Profile.builder();
        put(after, List.of(Frame.NO_STACK), SiteNumber.TOTAL_BYTES, 11);

        assertThat(ProfileMath.difference(before, after.build()).remarks())
                .containsExactly(
                        "before: a fault",
                        "after: the stack of 11 bytes in 0 blocks could not be captured; they are shown as [stack not"
                                + " captured]");
    }
}
