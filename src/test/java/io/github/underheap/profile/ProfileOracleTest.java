package io.github.underheap.profile;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builder, merge and difference against a map from stacks to numbers, with random stacks and numbers of all sizes. */
class ProfileOracleTest {

    private static final BigInteger LIMIT = BigInteger.valueOf(Long.MAX_VALUE);

    /** Numbers as they would be without limits; lifetimes as one number under {@link SiteNumber#LIFETIME_LOW}. */
    private static final class Oracle {

        final Map<List<Frame>, BigInteger[]> sites = new HashMap<>();

        BigInteger[] at(List<Frame> stack) {
            return sites.computeIfAbsent(stack, key -> {
                BigInteger[] zeros = new BigInteger[SiteNumber.COUNT];
                Arrays.fill(zeros, BigInteger.ZERO);
                return zeros;
            });
        }

        void add(List<Frame> stack, SiteNumber number, BigInteger value) {
            BigInteger[] numbers = at(stack);
            BigInteger old = numbers[number.ordinal()];
            numbers[number.ordinal()] =
                    number.sum() == SiteNumber.Sum.MAX ? old.max(value) : limited(number, old.add(value));
        }

        void add(Oracle other, int sign) {
            other.sites.forEach((stack, numbers) -> {
                for (SiteNumber number : SiteNumber.values()) {
                    if (sign > 0 || number.sum() != SiteNumber.Sum.MAX) {
                        add(stack, number, numbers[number.ordinal()].multiply(BigInteger.valueOf(sign)));
                    }
                }
            });
        }

        private static BigInteger limited(SiteNumber number, BigInteger value) {
            return number.sum() == SiteNumber.Sum.WIDE
                    ? value
                    : value.min(LIMIT).max(LIMIT.negate());
        }
    }

    private record Made(Profile profile, Oracle oracle) {}

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 53", "3, 1009", "5, 4095", "7, 4096", "11, 4097", "13, 8193", "17, 20011"})
    void mergeAndDifferenceAreThoseOfTheOracle(long seed, int sites) {
        Random random = new Random(seed);
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(make(random, sites));
            assertSame(made.getLast().profile, made.getLast().oracle, false);
        }

        Oracle sum = new Oracle();
        made.forEach(one -> sum.add(one.oracle, 1));
        assertSame(ProfileMath.merge(made.stream().map(Made::profile).toList()), sum, false);

        Oracle changed = new Oracle();
        changed.add(made.get(1).oracle, 1);
        changed.add(made.get(0).oracle, -1);
        assertSame(ProfileMath.difference(made.get(0).profile, made.get(1).profile), changed, true);
        takingIsAddingWithoutACopy(made);
    }

    private static void takingIsAddingWithoutACopy(List<Made> made) {
        ProfileSum sum = new ProfileSum();
        Oracle oracle = new Oracle();
        for (Made one : made) {
            sum.take(one.profile);
            oracle.add(one.oracle, 1);
            // A sum that was given out stays what it is.
            Profile soFar = sum.profile();
            long total = soFar.sum(SiteNumber.TOTAL_BYTES);
            assertSame(soFar, oracle, false);
            sum.add(Profile.builder().build());
            assertThat(soFar.sum(SiteNumber.TOTAL_BYTES)).isEqualTo(total);
        }
        assertSame(sum.profile(), oracle, false);
    }

    private static Made make(Random random, int sites) {
        Profile.Builder builder = Profile.builder();
        Oracle oracle = new Oracle();
        SiteNumber[] numbers = SiteNumber.values();
        while (oracle.sites.size() < sites) {
            List<Frame> stack = new ArrayList<>();
            for (int depth = 1 + random.nextInt(5); depth > 0; depth--) {
                stack.add(frame("A", "m", random.nextInt(sites * 2) % 211));
            }
            int site = builder.site(stack);
            oracle.at(stack);
            for (int event = random.nextInt(4); event > 0; event--) {
                SiteNumber number = numbers[random.nextInt(numbers.length)];
                long value = random.nextLong() >>> (1 + random.nextInt(63));
                if (number.sum() == SiteNumber.Sum.CARRY) {
                    long high = value >>> 8;
                    builder.add(site, number, high);
                    oracle.add(
                            stack,
                            SiteNumber.LIFETIME_LOW,
                            BigInteger.valueOf(high).shiftLeft(64));
                } else {
                    builder.add(site, number, value);
                    oracle.add(stack, number, BigInteger.valueOf(value));
                }
            }
        }
        return new Made(builder.build(), oracle);
    }

    private static void assertSame(Profile profile, Oracle oracle, boolean withoutUnchanged) {
        Set<List<Frame>> seen = new HashSet<>();
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            List<Frame> stack = site.frames();
            assertThat(seen.add(stack)).isTrue();
            BigInteger[] expected = oracle.sites.get(stack);
            assertThat(numbers(site)).isEqualTo(expected);
        }
        oracle.sites.forEach(
                (stack, numbers) -> assertThat(seen.contains(stack) || (withoutUnchanged && isUnchanged(numbers)))
                        .isTrue());
    }

    private static BigInteger[] numbers(AllocationSite site) {
        BigInteger[] numbers = new BigInteger[SiteNumber.COUNT];
        for (SiteNumber number : SiteNumber.values()) {
            numbers[number.ordinal()] = BigInteger.valueOf(site.get(number));
        }
        BigInteger low = new BigInteger(Long.toUnsignedString(site.get(SiteNumber.LIFETIME_LOW)));
        BigInteger high = BigInteger.valueOf(site.get(SiteNumber.LIFETIME_HIGH));
        numbers[SiteNumber.LIFETIME_LOW.ordinal()] = high.shiftLeft(64).add(low);
        numbers[SiteNumber.LIFETIME_HIGH.ordinal()] = BigInteger.ZERO;
        return numbers;
    }

    private static boolean isUnchanged(BigInteger[] numbers) {
        for (SiteNumber number : SiteNumber.values()) {
            if (number.sum() != SiteNumber.Sum.MAX && numbers[number.ordinal()].signum() != 0) {
                return false;
            }
        }
        return true;
    }
}
