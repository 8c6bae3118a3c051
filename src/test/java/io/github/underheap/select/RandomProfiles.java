package io.github.underheap.select;

import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Profiles of a few frames, so that two of them have stacks in common and groups have several sites. Numbers are small and often equal, so that
 * they lie on both sides of thresholds and orders have ties; some are as large as numbers get.
 */
final class RandomProfiles {

    private static final String[] CLASSES = {
        "java.nio.Bits",
        "com.acme.Codec",
        "com.acme.Codec$Block",
        "com.acme.store.Index",
        "org.sqlite.sqlite3_h",
        "Main"
    };
    private static final String[] METHODS = {"encode", "<clinit>", "grow", "Encode"};

    private final Random random;

    RandomProfiles(Random random) {
        this.random = random;
    }

    Profile next() {
        Profile.Builder builder = Profile.builder();
        for (int i = random.nextInt(40); i > 0; i--) {
            int site = builder.site(stack());
            if (random.nextInt(4) > 0) {
                builder.origin(site, Origin.of(ArenaKind.values()[random.nextInt(ArenaKind.values().length)]));
            }
            long blocks = number();
            long bytes = number();
            builder.add(site, SiteNumber.TOTAL_BLOCKS, blocks).add(site, SiteNumber.TOTAL_BYTES, bytes);
            if (random.nextBoolean()) {
                builder.add(site, SiteNumber.LIVE_BLOCKS, Math.min(blocks, number()));
                builder.add(site, SiteNumber.LIVE_BYTES, Math.min(bytes, number()));
            }
            builder.add(site, SiteNumber.PEAK_BYTES, number()).add(site, SiteNumber.OWN_PEAK_BYTES, number());
            builder.add(site, SiteNumber.LIFETIME_LOW, random.nextLong(1L << 40));
            builder.add(site, SiteNumber.FAILED_CLOSES, number());
        }
        ProfileFacts.Builder facts = ProfileFacts.builder().atEnd(random.nextInt(3) > 0);
        if (random.nextInt(8) == 0) {
            facts.flaw("3 events could not be recorded");
        }
        return builder.facts(facts.build()).build();
    }

    private List<Frame> stack() {
        List<Frame> stack = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int line = random.nextInt(3);
            stack.add(
                    random.nextInt(12) == 0
                            ? Frame.synthetic("0x" + line + ": acme::encode (src/a.rs:" + line + ")")
                            : Frame.of(
                                    one(CLASSES), one(METHODS), line == 0 ? null : "F" + line + ".java", line, line));
        }
        return stack;
    }

    private String one(String[] words) {
        return words[random.nextInt(words.length)];
    }

    private long number() {
        return random.nextInt(200) == 0 ? Long.MAX_VALUE / 2 : random.nextInt(3) == 0 ? 0 : random.nextInt(7);
    }

    Selection selection() {
        return new Selection(
                Grouping.values()[random.nextInt(Grouping.values().length)],
                Metric.values()[random.nextInt(Metric.values().length)],
                Order.values()[random.nextInt(Order.values().length)],
                random.nextBoolean() ? 0 : random.nextInt(9),
                random.nextBoolean() ? 0 : random.nextInt(9),
                random.nextInt(3) > 0 ? null : new String[] {"ENCODE", "acme", "nowhere", ""}[random.nextInt(4)],
                random.nextBoolean() ? 0 : random.nextInt(5) + 1);
    }
}
