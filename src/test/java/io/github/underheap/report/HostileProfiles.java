package io.github.underheap.report;

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

/**
 * Random profiles, the same for the same seed, with all that is hard on a writer: names that are code, markup, not seen or long, deep stacks, native
 * methods, remarks instead of frames, sites without blocks, and sums up to 2^63 - 1.
 */
final class HostileProfiles {

    private static final List<String> NAMES = List.of(
            "encode",
            "<init>",
            "",
            "a b;c",
            "gr\u00fc\u00dfe \ud83d\ude80",
            "line\r\nbreak",
            "quote\"back\\slash",
            "half\ud83d",
            "left\u202eright",
            "nul\0",
            "</script><script>alert(1)</script>",
            "x".repeat(10_007));

    private final SplittableRandom random;
    private final Profile.Builder builder = Profile.builder();
    private final EnumSet<SiteNumber> unmeasured = EnumSet.noneOf(SiteNumber.class);

    private HostileProfiles(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A profile; that of every eighth seed is empty. */
    static Profile of(long seed) {
        return new HostileProfiles(seed).make(seed % 8 == 0 ? 0 : (int) (seed % 40));
    }

    private Profile make(int sites) {
        List<Frame> frames = new ArrayList<>(List.of(Frame.NO_STACK, Frame.TABLE_FULL, Frame.synthetic("")));
        frames.add(Frame.synthetic("0x109: malloc (vg_replace_malloc.c:381)"));
        frames.add(Frame.synthetic("0x10a: malloc (vg_replace_malloc.c:381)"));
        for (int i = 0; i < 20; i++) {
            frames.add(Frame.of(
                    "com.acme." + pick(NAMES),
                    pick(NAMES),
                    random.nextInt(5) == 0 ? null : pick(NAMES) + ".java",
                    random.nextInt(5) == 0 ? -2 : random.nextInt(7),
                    random.nextInt(3)));
        }
        if (random.nextInt(5) == 0) {
            unmeasured.addAll(EnumSet.range(SiteNumber.LIVE_BYTES, SiteNumber.OWN_PEAK_BLOCKS));
        }
        for (int i = 0; i < sites; i++) {
            addSite(frames);
        }
        ProfileFacts.Builder facts = ProfileFacts.builder()
                .process(new ProcessInfo(random.nextInt(3), pick(NAMES), "host"))
                .startEpochMillis(random.nextLong(-3, Long.MAX_VALUE))
                .durationNanos(random.nextLong(1L << 60))
                .timeUnit(random.nextInt(5) == 0 ? "instrs" : ProfileFacts.MICROS)
                .unmeasured(unmeasured)
                .options(pick(NAMES))
                .atEnd(random.nextBoolean())
                .remark(pick(NAMES));
        if (random.nextInt(3) == 0) {
            facts.flaw(pick(NAMES));
        }
        return builder.facts(facts.build()).build();
    }

    private void addSite(List<Frame> frames) {
        List<Frame> stack = new ArrayList<>();
        int depth = random.nextInt(6) == 0 ? 64 : random.nextInt(1, 7);
        for (int i = 0; i < depth; i++) {
            stack.add(pick(frames));
        }
        int site = builder.site(stack);
        boolean isHuge = random.nextInt(12) == 0;
        for (SiteNumber number : List.of(
                SiteNumber.TOTAL_BYTES,
                SiteNumber.TOTAL_BLOCKS,
                SiteNumber.LIVE_BYTES,
                SiteNumber.LIVE_BLOCKS,
                SiteNumber.PEAK_BYTES,
                SiteNumber.FAILED_CLOSES)) {
            if (random.nextInt(3) > 0 && !unmeasured.contains(number)) {
                builder.add(site, number, random.nextLong(isHuge ? Long.MAX_VALUE / 50 : 10_007));
            }
        }
        if (random.nextInt(3) > 0) {
            builder.origin(site, Origin.of(pick(List.of(ArenaKind.values())), pick(List.of(AllocationApi.values()))));
            builder.origin(site, random.nextBoolean() ? Origin.of(ArenaKind.SHARED) : 0);
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
