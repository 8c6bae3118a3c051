package io.github.underheap.read;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;

/** Profiles of all that a profile can have, the same for the same seed. */
final class RandomProfile {

    /** Names that writers have to escape, and files whose names look like the end of a frame. */
    private static final List<String> NAMES = List.of(
            "encode",
            "<init>",
            "a b",
            "gr\u00fc\u00dfe",
            "\ud83d\ude80",
            "line\nbreak",
            "quote\"back\\slash",
            "half\ud83d",
            "left\u202eright",
            "nul\0",
            "0x2a: x.y (z:1)");

    private static final List<String> FILES =
            List.of("Codec.java", "Codec (copy).java", "Native Method", "a:7", "[root]", "\u2028.java");

    private final SplittableRandom random;
    private final Profile.Builder builder = Profile.builder();
    private final List<Frame> frames = new ArrayList<>();

    private RandomProfile(long seed) {
        random = new SplittableRandom(seed);
    }

    static Profile of(long seed, int sites) {
        return new RandomProfile(seed).make(sites);
    }

    private Profile make(int sites) {
        frames.addAll(List.of(Frame.NO_STACK, Frame.TABLE_FULL, Frame.NO_SITES, Frame.synthetic("")));
        for (int i = 0; i < 40; i++) {
            frames.add(frame(i));
        }
        boolean timed = random.nextInt(4) != 0;
        EnumSet<SiteNumber> unmeasured = EnumSet.noneOf(SiteNumber.class);
        if (random.nextInt(4) == 0) {
            unmeasured.addAll(EnumSet.range(SiteNumber.LIVE_BYTES, SiteNumber.OWN_PEAK_BLOCKS));
        }
        for (int i = 0; i < sites; i++) {
            site(timed, unmeasured);
        }
        Profile sums = builder.build();
        ProfileFacts.Builder facts = ProfileFacts.builder()
                .process(new ProcessInfo(random.nextInt(1 << 22), pick(NAMES) + " -jar", pick(NAMES)))
                .startEpochMillis(random.nextLong(-1_000, 1L << 41))
                .durationNanos(bits(60))
                .peakNanos(0)
                .timed(timed)
                .timeUnit(random.nextInt(5) == 0 ? "instrs" : ProfileFacts.MICROS)
                .unmeasured(unmeasured)
                .options(pick(NAMES))
                .atEnd(random.nextBoolean())
                .faulty(random.nextInt(4) == 0)
                .remark(pick(NAMES))
                .remark("somebody said something");
        if (random.nextBoolean()) {
            facts.flaw("somebody lost something");
        }
        long live = sums.sum(SiteNumber.LIVE_BYTES);
        long more = random.nextInt(3) == 0 && live < Long.MAX_VALUE - 7 ? 7 : 0;
        facts.totals(live + more, sums.sum(SiteNumber.PEAK_BYTES));
        return builder.facts(facts.build()).build();
    }

    private Frame frame(int i) {
        return random.nextInt(6) == 0
                ? Frame.synthetic(pick(NAMES) + i)
                : Frame.of(
                        "com.acme." + pick(NAMES) + i % 7,
                        pick(NAMES),
                        random.nextInt(6) == 0 ? null : pick(FILES),
                        random.nextInt(9) == 0 ? -2 : random.nextInt(50),
                        random.nextInt(4) == 0 ? -1 : random.nextInt(1 << 16));
    }

    private void site(boolean timed, EnumSet<SiteNumber> unmeasured) {
        List<Frame> stack = new ArrayList<>();
        for (int depth = random.nextInt(0, 9); depth > 0; depth--) {
            stack.add(pick(frames));
        }
        int site = builder.site(stack);
        boolean isEmpty = random.nextInt(5) == 0;
        for (SiteNumber number : SiteNumber.values()) {
            boolean isLifetime = number == SiteNumber.LIFETIME_LOW || number == SiteNumber.LIFETIME_HIGH;
            if (unmeasured.contains(number) || (isLifetime && !timed) || random.nextBoolean()) {
                continue;
            }
            if (number == SiteNumber.LIFETIME_HIGH) {
                builder.add(site, number, random.nextInt(20) == 0 ? random.nextInt(-1, 3) : 0);
            } else if (!isEmpty || number.isTally()) {
                builder.add(site, number, bits(random.nextInt(20) == 0 ? 63 : 50));
            }
        }
        builder.origin(site, Origin.of(pick(List.of(ArenaKind.values())), pick(List.of(AllocationApi.values()))));
    }

    private long bits(int most) {
        return random.nextLong(1L << random.nextInt(1, most));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
