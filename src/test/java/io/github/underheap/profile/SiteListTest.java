package io.github.underheap.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteListTest {

    private static final SiteNumber[] NUMBERS = SiteNumber.values();

    @Test
    void sitesWithEqualStacksBecomeOne() {
        SiteList list = new SiteList();
        for (int bytes : new int[] {1_009, 2_003, 4_001}) {
            list.frame(bytes == 2_003 ? 5 : 3);
            list.set(SiteNumber.TOTAL_BYTES, list.size(), bytes);
            list.end();
        }
        Profile profile = list.profile(ProfileFacts.UNKNOWN, SiteListTest::frame);
        assertThat(profile.siteCount()).isEqualTo(2);
        assertThat(profile.site(0).totalBytes()).isEqualTo(5_010);
        assertThat(profile.site(0).frames()).containsExactly(frame(3));
        assertThat(profile.site(1).totalBytes()).isEqualTo(2_003);
        assertThat(profile.frameLimit()).isEqualTo(2);
    }

    @Test
    void placesWithEqualFramesAreOneFrame() {
        SiteList list = new SiteList();
        for (int place : new int[] {2, 7}) {
            list.frame(place);
            list.set(SiteNumber.TOTAL_BYTES, list.size(), 1_009);
            list.end();
        }
        Profile profile = list.profile(ProfileFacts.UNKNOWN, place -> frame(1));
        assertThat(profile.siteCount()).isEqualTo(1);
        assertThat(profile.site(0).totalBytes()).isEqualTo(2_018);
    }

    @Test
    void aSiteWithoutFramesHasNoStack() {
        SiteList list = new SiteList();
        list.set(SiteNumber.TOTAL_BYTES, 0, 1_009);
        list.end();
        assertThat(list.highestPlace()).isEqualTo(-1);
        Profile profile = list.profile(ProfileFacts.UNKNOWN, SiteListTest::frame);
        assertThat(profile.site(0).frames()).containsExactly(Frame.NO_STACK);
        assertThat(profile.site(0).totalBytes()).isEqualTo(1_009);
    }

    @Test
    void aListIsUsedUpByItsProfile() {
        SiteList list = new SiteList();
        assertThat(list.profile(ProfileFacts.UNKNOWN, SiteListTest::frame).siteCount())
                .isZero();
        assertThatThrownBy(() -> list.profile(ProfileFacts.UNKNOWN, SiteListTest::frame))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void framesThatAreGivenAsAListAreAllThereInItsOrder() {
        SiteList list = new SiteList();
        list.frame(2);
        list.end();
        Profile profile = list.profile(ProfileFacts.UNKNOWN, List.of(frame(11), frame(13), frame(17)));
        assertThat(profile.frameLimit()).isEqualTo(3);
        assertThat(profile.frame(0)).isEqualTo(frame(11));
        assertThat(profile.site(0).frameNumbers()).containsExactly(2);
    }

    @Test
    void aStackWithAFrameThatIsNotInTheListIsRefused() {
        SiteList list = new SiteList();
        list.frame(3);
        list.end();
        assertThatThrownBy(() -> list.profile(ProfileFacts.UNKNOWN, List.of(frame(11), frame(13), frame(17))))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Against a builder that is told the same in the end, at sizes on both sides of a chunk and with few and many equal stacks. */
    @ParameterizedTest
    @ValueSource(ints = {1, 97, 4_095, 4_096, 4_097, 9_001})
    void isWhatABuilderMakes(int sites) {
        for (int places : new int[] {3, 2_003, -3, -2_003}) {
            checkAgainstABuilder(sites, Math.abs(places), places < 0);
        }
    }

    private static void checkAgainstABuilder(int sites, int places, boolean framesAreGivenFirst) {
        SplittableRandom random = new SplittableRandom(sites * 31L + places);
        SiteList list = new SiteList();
        List<List<Frame>> stacks = new ArrayList<>();
        long[][] numbers = new long[NUMBERS.length][sites];
        int[] origins = new int[sites];
        for (int site = 0; site < sites; site++) {
            List<Frame> stack = new ArrayList<>();
            for (int depth = random.nextInt(places < 10 ? 3 : 12); depth >= 0; depth--) {
                int place = random.nextInt(places);
                list.frame(place);
                stack.add(frame(place % 3 == 2 ? place - 1 : place));
            }
            stacks.add(stack);
            for (int i = random.nextInt(4); i > 0; i--) {
                set(list, numbers, random.nextInt(NUMBERS.length), site, random);
            }
            list.end();
            assertThat(list.size()).isEqualTo(site + 1);
        }
        for (int i = 0; i < sites; i++) {
            int site = random.nextInt(sites);
            set(list, numbers, random.nextInt(NUMBERS.length), site, random);
            origins[site] = random.nextInt(8);
            list.origin(site, origins[site]);
        }
        int cleared = random.nextInt(NUMBERS.length);
        list.clear(NUMBERS[cleared]);
        numbers[cleared] = new long[sites];
        assertThat(list.frameCount())
                .isEqualTo(stacks.stream().mapToInt(List::size).sum());
        Profile.Builder builder = Profile.builder();
        // Each third one is equal to the one before.
        List<Frame> all = IntStream.range(0, places)
                .mapToObj(place -> frame(place % 3 == 2 ? place - 1 : place))
                .toList();
        if (framesAreGivenFirst) {
            all.forEach(builder::frame);
        }
        for (int site = 0; site < sites; site++) {
            int target = builder.site(stacks.get(site));
            for (SiteNumber number : NUMBERS) {
                long value = numbers[number.ordinal()][site];
                assertThat(list.get(number, site)).isEqualTo(value);
                builder.add(target, number, value);
            }
            builder.origin(target, origins[site]);
        }
        assertSame(
                framesAreGivenFirst
                        ? list.profile(ProfileFacts.UNKNOWN, all)
                        : list.profile(ProfileFacts.UNKNOWN, all::get),
                builder.build());
    }

    private static void set(SiteList list, long[][] numbers, int number, int site, SplittableRandom random) {
        long value = random.nextInt(3) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 41));
        list.set(NUMBERS[number], site, value);
        numbers[number][site] = value;
    }

    private static void assertSame(Profile actual, Profile expected) {
        assertThat(actual.siteCount()).isEqualTo(expected.siteCount());
        assertThat(actual.frameLimit()).isEqualTo(expected.frameLimit());
        for (int i = 0; i < expected.siteCount(); i++) {
            AllocationSite site = actual.site(i);
            AllocationSite other = expected.site(i);
            assertThat(site.frames()).isEqualTo(other.frames());
            assertThat(site.origin()).isEqualTo(other.origin());
            for (SiteNumber number : NUMBERS) {
                assertThat(site.get(number)).isEqualTo(other.get(number));
            }
        }
    }

    private static Frame frame(int place) {
        return Frame.of("com.acme.Codec", "encode", "Codec.java", place + 1, place);
    }
}
