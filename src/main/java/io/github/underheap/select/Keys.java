package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The keys of the groups of a profile, numbered in order of first appearance. A key is made, and looked at by the filter, once for each frame that
 * names a site.
 *
 * <p>Not thread-safe.
 */
final class Keys {

    private static final int UNKNOWN = -1;

    private final Verdicts verdicts;
    private final Selection selection;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final List<Boolean> fits = new ArrayList<>();
    /** The key of each frame that has named a site; the last place is that of an empty stack. */
    private final int[] ofFrame;

    Keys(Verdicts verdicts, Selection selection) {
        this.verdicts = verdicts;
        this.selection = selection;
        this.ofFrame = IntStream.generate(() -> UNKNOWN)
                .limit(verdicts.profile().frameLimit() + 1L)
                .toArray();
    }

    /** The key of a site. */
    int of(AllocationSite site) {
        int frame = verdicts.frameNumber(site);
        int place = frame < 0 ? ofFrame.length - 1 : frame;
        int known = ofFrame[place];
        if (known == UNKNOWN) {
            Profile profile = verdicts.profile();
            known = number(selection.grouping().key(frame < 0 ? Frame.NO_STACK : profile.frame(frame)));
            ofFrame[place] = known;
        }
        return known;
    }

    private int number(String text) {
        Integer known = numbers.putIfAbsent(text, texts.size());
        if (known != null) {
            return known;
        }
        String filter = selection.filter();
        texts.add(text);
        fits.add(filter == null || text.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT)));
        return texts.size() - 1;
    }

    /** How many there are so far. */
    int size() {
        return texts.size();
    }

    String text(int key) {
        return texts.get(key);
    }

    /** Whether the filter lets a key through. */
    boolean fits(int key) {
        return fits.get(key);
    }

    /** The place of each key in alphabetical order. */
    int[] ranks() {
        int[] order = IntStream.range(0, size())
                .boxed()
                .sorted(Comparator.comparing(texts::get))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] ranks = new int[order.length];
        for (int rank = 0; rank < order.length; rank++) {
            ranks[order[rank]] = rank;
        }
        return ranks;
    }
}
