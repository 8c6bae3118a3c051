package io.github.underheap.profile;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether a profile was taken at the end, and what was lost on the way. */
class FinalProfileTest {

    @Test
    void nobodySaidThatItIsTheEnd() {
        assertThat(made().profile().isFinal()).isFalse();
        assertThat(Profile.builder().build().isFinal()).isFalse();
    }

    @Test
    void aFinalProfileIsTheSameInAllElse() {
        Profile running = made().remark("said").profile();

        Profile over = running.asFinal();

        assertThat(over.isFinal()).isTrue();
        assertThat(over.asFinal()).isSameAs(over);
        assertThat(running.isFinal()).isFalse();
        assertThat(over.stats()).isEqualTo(running.stats());
        assertThat(over.remarks()).isEqualTo(running.remarks());
        assertThat(over.process()).isEqualTo(running.process());
        assertThat(over.options()).isEqualTo(running.options());
        assertThat(over.durationNanos()).isEqualTo(running.durationNanos());
        assertThat(over.peakNanos()).isEqualTo(running.peakNanos());
        assertThat(over.startEpochMillis()).isEqualTo(running.startEpochMillis());
        assertThat(over.site(0).frames()).isEqualTo(running.site(0).frames());
    }

    @Test
    void aMergeIsFinalIfAllAre() {
        Profile over = made().profile().asFinal();
        Profile running = made().profile();

        assertThat(ProfileMath.merge(List.of(over, over)).isFinal()).isTrue();
        assertThat(ProfileMath.merge(List.of(over, running)).isFinal()).isFalse();
        assertThat(ProfileMath.difference(over, over).isFinal()).isTrue();
        assertThat(ProfileMath.difference(running, over).isFinal()).isFalse();
    }

    @Test
    void whatWasLostIsAmongTheRemarksAndKnownAsSuch() {
        SyntheticProfile made = SyntheticProfile.of("x", 1);
        made.allocate(made.site(frame("A", "a", 1)), 13).allocate(made.site(frame("A", "b", 2)), 1_117);
        made.add(made.site(frame("A", "a", 1)), SiteNumber.PART_BLOCKS, 1).remark("a machine slept");
        Profile full = made.profile();
        String table = "the site table is full: 1,117 bytes in 1 blocks of further sites are shown as [site table"
                + " full]; raise maxSites, unless memory ran out";
        assertThat(full.remarks()).containsExactly(table, "a machine slept");
        assertThat(full.flaws()).containsExactly(table);

        Profile lossy = Profile.builder()
                .facts(ProfileFacts.builder()
                        .remark("a machine slept")
                        .flaw("1,201 events could not be recorded")
                        .process(new ProcessInfo(11, "x", "host"))
                        .build())
                .build();
        assertThat(lossy.remarks()).containsExactly("a machine slept", "1,201 events could not be recorded");
        assertThat(lossy.flaws()).containsExactly("1,201 events could not be recorded");
        assertThat(ProfileMath.merge(List.of(full, lossy)).flaws())
                .containsExactly(table, "process 11: 1,201 events could not be recorded");
    }

    @Test
    void aBookingThatWasBrokenOffIsAFlaw() {
        Profile.Builder builder = Profile.builder();
        builder.add(builder.site(List.of(frame("A", "a", 1))), SiteNumber.INTERRUPTED, 3);

        assertThat(builder.build().flaws())
                .containsExactly(
                        "3 times a fault broke off the booking of an event; the numbers of that site may be" + " off");
    }

    private static SyntheticProfile made() {
        SyntheticProfile made = SyntheticProfile.of("x");
        return made.at(7).allocate(made.site(frame("A", "a", 1)), 1_009).at(1_013);
    }
}
