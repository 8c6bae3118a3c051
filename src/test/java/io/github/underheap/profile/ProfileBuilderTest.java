package io.github.underheap.profile;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileBuilderTest {

    private final Profile.Builder builder = Profile.builder();

    @Test
    void aProfileFromValues() {
        Profile.Builder builder = Profile.builder();
        builder.facts(ProfileFacts.builder()
                .process(new ProcessInfo(4_217, "com.acme.Main", "host"))
                .build());
        int site = builder.site(List.of(Frame.of("com.acme.Codec", "encode", "Codec.java", 42, 7)));
        builder.add(site, SiteNumber.TOTAL_BYTES, 1_009).add(site, SiteNumber.TOTAL_BLOCKS, 2);
        builder.add(site, SiteNumber.LIVE_BYTES, 503).add(site, SiteNumber.LIVE_BLOCKS, 1);
        Profile profile = builder.build();

        assertThat(profile.stats()).isEqualTo(AllocStats.of(2, 1_009, 503, 1, 0, 0, 1));
        assertThat(profile.sites()).hasToString("[[com.acme.Codec.encode (Codec.java:42)]: 1009 bytes in 2 blocks]");
        assertThat(profile.pid()).isEqualTo(4_217);
        assertThat(profile.remarks()).isEmpty();
    }

    @Test
    void nothing() {
        Profile profile = builder.build();

        assertThat(profile.siteCount()).isZero();
        assertThat(profile.frameLimit()).isZero();
        assertThat(profile.process()).isEqualTo(ProcessInfo.UNKNOWN);
        assertThat(profile.stats()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aStackIsOneSiteHoweverOftenItIsAskedFor() {
        Frame main = frame("A", "main", 1);

        assertThat(builder.site(List.of(frame("A", "a", 2), main))).isZero();
        assertThat(builder.site(List.of(main))).isEqualTo(1);
        assertThat(builder.site(List.of(frame("A", "a", 2), frame("A", "main", 1))))
                .isZero();
        assertThat(builder.site(List.of(main, frame("A", "a", 2)))).isEqualTo(2);
        assertThat(builder.siteCount()).isEqualTo(3);
        assertThat(builder.frame(main)).isEqualTo(1);
        assertThat(builder.build().frameLimit()).isEqualTo(2);
    }

    @Test
    void aStackWithoutFramesIsOneThatWasNotCaptured() {
        assertThat(builder.site(List.of())).isEqualTo(builder.site(List.of(Frame.NO_STACK)));
        assertThat(builder.build().site(0).frames()).containsExactly(Frame.NO_STACK);
    }

    @Test
    void callersKeepTheirArrays() {
        int[] stack = {builder.frame(frame("A", "a", 1))};
        int site = builder.site(stack);
        stack[0] = builder.frame(frame("A", "b", 2));
        Profile profile = builder.build();
        profile.site(site).frameNumbers()[0] = 1;

        assertThat(profile.site(site).frameNumbers()).containsExactly(0);
    }

    @Test
    void aProfileStaysAsItWas() {
        int site = builder.site(List.of(frame("A", "a", 1)));
        Profile before = builder.add(site, SiteNumber.TOTAL_BYTES, 101).build();

        builder.add(site, SiteNumber.TOTAL_BYTES, 53).origin(site, Origin.of(AllocationApi.HANDLE));
        builder.add(builder.site(List.of(frame("A", "b", 2))), SiteNumber.TOTAL_BYTES, 7);
        Profile after = builder.build();

        assertThat(before.siteCount()).isEqualTo(1);
        assertThat(before.frameLimit()).isEqualTo(1);
        assertThat(before.site(0).totalBytes()).isEqualTo(101);
        assertThat(before.site(0).apis()).isEmpty();
        assertThat(after.siteCount()).isEqualTo(2);
        assertThat(after.site(0).totalBytes()).isEqualTo(154);
        assertThat(after.site(0).apis()).containsExactly(AllocationApi.HANDLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4_095, 4_096, 4_097, 8_193, 12_289})
    void chunksHaveNoSeams(int sites) {
        Frame main = frame("A", "main", 1);
        for (int i = 0; i < sites; i++) {
            int site = builder.site(List.of(frame("A", "a", i), main));
            builder.add(site, SiteNumber.TOTAL_BYTES, 3L * i + 1);
            if (i == 4_096) {
                builder.add(site, SiteNumber.FAILED_CLOSES, 11).origin(site, Origin.of(AllocationApi.ARENA));
            }
        }
        Profile profile = builder.build();

        assertThat(profile.siteCount()).isEqualTo(sites);
        for (int i = 0; i < sites; i++) {
            AllocationSite site = profile.site(i);
            assertThat(site.totalBytes()).isEqualTo(3L * i + 1);
            assertThat(site.failedCloses()).isEqualTo(i == 4_096 ? 11 : 0);
            assertThat(site.origin()).isEqualTo(i == 4_096 ? Origin.of(AllocationApi.ARENA) : 0);
            assertThat(site.frames()).containsExactly(frame("A", "a", i), main);
            assertThat(builder.site(List.of(frame("A", "a", i), main))).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1", "1"})
    void whatIsNotThere(int wrong) {
        builder.site(List.of(frame("A", "a", 1)));

        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> builder.add(wrong, SiteNumber.TOTAL_BYTES, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> builder.origin(wrong, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> builder.site(0, wrong));
    }

    @Test
    void numbersStopAtTheirLimit() {
        int site = builder.site(List.of(frame("A", "a", 1)));
        builder.add(site, SiteNumber.TOTAL_BYTES, Long.MAX_VALUE - 3).add(site, SiteNumber.TOTAL_BYTES, 7);

        assertThat(builder.build().site(site).totalBytes()).isEqualTo(Long.MAX_VALUE);
    }
}
