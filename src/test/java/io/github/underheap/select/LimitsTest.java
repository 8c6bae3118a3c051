package io.github.underheap.select;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.profile.SyntheticProfile;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

    @Test
    void theLimitItselfIsAllowed() {
        assertThat(check(Limits.builder().most(Limit.TOTAL, 1_009), total(1_009), null)
                        .passed())
                .isTrue();
        assertThat(check(Limits.builder().most(Limit.TOTAL, 1_008), total(1_009), null)
                        .passed())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1070, 7, true",
        "1000, 1071, 7, false",
        "300, 321, 7, true",
        "0, 0, 0, true",
        "0, 1, 1000, false",
        "1009, 1009, 0, true",
        "1009, 1010, 0, false",
        "1009, 1, 0, true",
        "3, 3, 33.4, true",
        "3, 4, 33.3, false",
        "3, 4, 33.4, true",
        "9007199254740993, 9007199254740993, 0, true",
        "9007199254740992, 9007199254740993, 0, false",
        "4611686018427387904, 9223372036854775807, 100, true"
    })
    void growthIsMeasuredExactly(long before, long after, double percent, boolean passes) {
        assertThat(check(Limits.builder().growth(Metric.TOTAL, percent), total(after), total(before))
                        .passed())
                .isEqualTo(passes);
    }

    @Test
    void whatWasLostFailsACheckAndIsSaid() {
        SyntheticProfile made = SyntheticProfile.of("x", 1);
        made.allocate(made.site(frame("A", "a", 1)), 13).allocate(made.site(frame("A", "b", 2)), 1_117);

        Check check = check(Limits.builder().most(Limit.TOTAL, 1 << 20), made.profile(), null);

        assertThat(check.passed()).isFalse();
        assertThat(check.doubts())
                .containsExactly("the site table is full: 1,117 bytes in 1 blocks of further sites are shown as"
                        + " [site table full]; raise maxSites, unless memory ran out");
        assertThat(check.results().getFirst().breaches()).isEmpty();
    }

    @Test
    void whatTheBaselineLostIsSaidToo() {
        Profile before = Profile.builder()
                .add(total(1_009))
                .facts(ProfileFacts.builder()
                        .flaw("3 events could not be recorded")
                        .build())
                .build();

        assertThat(check(Limits.builder().growth(Metric.TOTAL, 10), total(1_009), before)
                        .doubts())
                .containsExactly("baseline: 3 events could not be recorded");
    }

    @Test
    void leaksAreNotKnownWhileTheProgramRuns() {
        Check check = check(Limits.builder().most(Limit.LEAK, 0), total(1_009), null);

        assertThat(check.doubts())
                .containsExactly("the profile was taken while the program was running, so leaks are not known yet; use"
                        + " max-live instead, or a profile that was written at the end");
        assertThat(check.results().getFirst().isKnown()).isFalse();
        assertThat(check.results().getFirst().passed()).isFalse();
        assertThat(check(Limits.builder().most(Limit.LEAK, 0), total(1_009).asFinal(), null)
                        .passed())
                .isTrue();
    }

    @Test
    void whatWasNotMeasuredCannotBeChecked() {
        Profile profile = Profile.builder()
                .add(total(1_009))
                .facts(ProfileFacts.builder()
                        .atEnd(true)
                        .unmeasured(EnumSet.of(SiteNumber.LIVE_BYTES, SiteNumber.PEAK_BYTES))
                        .build())
                .build();

        Check check = check(
                Limits.builder()
                        .most(Limit.PEAK, 1)
                        .most(Limit.LIVE, 1)
                        .most(Limit.LEAK, 1)
                        .most(Limit.TOTAL, 1_009),
                profile,
                null);

        assertThat(check.doubts())
                .containsExactly(
                        "the profile does not know bytes at t-gmax, so max-peak cannot be checked",
                        "the profile does not know bytes at t-end, so max-live cannot be checked",
                        "the profile does not know leaked bytes, so max-leak cannot be checked");
        assertThat(check.results().stream().map(Check.Result::passed)).containsExactly(false, false, true, false);
    }

    @Test
    void ofManyGroupsTheWorstAreNamedAndTheOthersCounted() {
        Profile.Builder builder = Profile.builder();
        for (int i = 1; i <= 1_009; i++) {
            builder.add(builder.site(List.of(frame("A", "a" + i, i))), SiteNumber.TOTAL_BYTES, i);
        }

        Check.Result result = check(Limits.builder().most(Limit.TOTAL, 3).per(Grouping.FUNCTION), builder.build(), null)
                .results()
                .getFirst();

        assertThat(result.breaches()).hasSize(100);
        assertThat(result.breaches().getFirst().key()).isEqualTo("A.a1009");
        assertThat(result.breaches().getLast().key()).isEqualTo("A.a910");
        assertThat(result.unnamed()).isEqualTo(1_006 - 100);
        assertThat(result.worst().value()).isEqualTo(1_009);
    }

    @Test
    void noLimitIsNoLimit() {
        assertThat(Limits.builder().build().isEmpty()).isTrue();
        assertThat(Limits.builder().growth(Metric.PEAK, 0).build().isEmpty()).isFalse();
        assertThat(Limits.builder().growth(Metric.PEAK, 0).build().needsBaseline())
                .isTrue();
        assertThat(Limits.builder().most(Limit.LEAK, 0).build().needsBaseline()).isFalse();
    }

    @Test
    void growthNeedsABaseline() {
        assertThatThrownBy(() -> check(Limits.builder().growth(Metric.TOTAL, 10), total(1_009), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max-growth needs a baseline");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void aGrowthThatIsNoLimit(double percent) {
        assertThatThrownBy(() -> Limits.builder().growth(Metric.TOTAL, percent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max-growth is not limited by " + percent);
    }

    @Test
    void aNumberThatIsNoLimit() {
        assertThatThrownBy(() -> Limits.builder().most(Limit.PEAK, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max-peak is not limited by -1");
        assertThatThrownBy(() -> Limits.builder().most(Limit.GROWTH, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max-growth is not limited by 10");
    }

    private static Check check(Limits.Builder limits, Profile profile, @Nullable Profile baseline) {
        return limits.build()
                .check(
                        new Verdicts(profile, Rules.BUILT_IN),
                        baseline == null ? null : new Verdicts(baseline, Rules.BUILT_IN));
    }

    private static Profile total(long bytes) {
        Profile.Builder builder = Profile.builder();
        int site = builder.site(List.of(frame("com.acme.Codec", "encode", 42)));
        return builder.add(site, SiteNumber.TOTAL_BYTES, bytes)
                .add(site, SiteNumber.TOTAL_BLOCKS, 1)
                .build();
    }
}
