package io.github.underheap.profile;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * Sites one after another, as a file has them, whose frames may come last in it: until then a frame is called by its place in a list of
 * frames. They become a profile where they lie, so that a million of them are on the heap once.
 *
 * <p>Sites are numbered from 0. Not thread-safe.
 */
public final class SiteList {

    private static final int UNKNOWN = -1;

    private final IntChunks frames = new IntChunks();
    private final IntChunks ends = new IntChunks();
    private final HeapNumbers numbers = new HeapNumbers();
    private final IntChunks origins = new IntChunks();
    private int highestPlace = UNKNOWN;
    private boolean isUsedUp;

    /** No site so far. */
    public SiteList() {}

    /**
     * Adds a frame to the site that is being entered, innermost first.
     *
     * @param place from 0
     */
    public void frame(int place) {
        frames.add(place);
        highestPlace = Math.max(highestPlace, place);
    }

    /** The site that is being entered is whole. One without a frame gets {@link Frame#NO_STACK}. */
    public void end() {
        ends.add(frames.size());
        origins.add(0);
    }

    /** How many sites are whole; the number of the one that is being entered. */
    public int size() {
        return ends.size();
    }

    /** How many frames all stacks have. */
    public int frameCount() {
        return frames.size();
    }

    /** The highest place of a frame that a stack has; -1 if none has any. */
    public int highestPlace() {
        return highestPlace;
    }

    /** A number of a site; 0 if it was not said. */
    public long get(SiteNumber number, int site) {
        return numbers.get(number, site);
    }

    /** Says a number of a site, which need not be there yet. */
    public void set(SiteNumber number, int site, long value) {
        numbers.put(number, site, value);
    }

    /** Makes a number 0 everywhere. */
    public void clear(SiteNumber number) {
        numbers.clear(number);
    }

    /**
     * Says where blocks of a site came from.
     *
     * @param bits of {@link Origin}
     * @throws IndexOutOfBoundsException if there is no such site
     */
    public void origin(int site, int bits) {
        origins.set(site, bits);
    }

    /**
     * A profile of these sites, which uses the list up. Sites with equal stacks become one.
     *
     * @param frame by place, up to the highest that a stack has; asked once for each that is used
     * @throws IllegalStateException if there is one already
     */
    public Profile profile(ProfileFacts facts, IntFunction<Frame> frame) {
        useUp();
        // In the order in which stacks have them.
        int[] used = new int[highestPlace + 1];
        int[] known = new int[highestPlace + 1];
        Arrays.fill(known, UNKNOWN);
        int[] count = {0};
        frames.replaceAll(place -> {
            if (known[place] == UNKNOWN) {
                used[count[0]] = place;
                known[place] = count[0]++;
            }
            return known[place];
        });
        return profile(facts, count[0], i -> frame.apply(used[i]));
    }

    /**
     * A profile of these sites, which uses the list up. Sites with equal stacks become one.
     *
     * @param all frames by place; the profile has those that no stack has too
     * @throws IllegalStateException if there is one already
     * @throws IndexOutOfBoundsException if a stack has a frame that is not there
     */
    public Profile profile(ProfileFacts facts, List<Frame> all) {
        if (highestPlace != UNKNOWN) {
            Objects.checkIndex(highestPlace, all.size());
        }
        useUp();
        return profile(facts, all.size(), all::get);
    }

    private void useUp() {
        if (isUsedUp) {
            throw new IllegalStateException("there is a profile of these sites already");
        }
        isUsedUp = true;
    }

    /** A profile of these sites, where frames that are equal still have numbers of their own. */
    private Profile profile(ProfileFacts facts, int frameCount, IntFunction<Frame> frame) {
        Profile.Builder builder = Profile.builder();
        int[] distinct = new int[frameCount];
        boolean areDistinct = true;
        for (int i = 0; i < frameCount; i++) {
            distinct[i] = builder.frame(Objects.requireNonNull(frame.apply(i), "frame"));
            areDistinct &= distinct[i] == i;
        }
        if (!areDistinct) {
            frames.replaceAll(number -> distinct[number]);
        }
        StackTable stacks = StackTable.ofDistinct(frames, ends);
        if (stacks != null) {
            builder.take(stacks, origins, numbers);
        } else {
            addEach(builder);
        }
        return builder.facts(facts).build();
    }

    private void addEach(Profile.Builder builder) {
        int start = 0;
        for (int site = 0; site < size(); site++) {
            int end = ends.get(site);
            int target = builder.site(frames.copyOf(start, end));
            for (SiteNumber number : SiteNumber.all()) {
                builder.add(target, number, numbers.get(number, site));
            }
            builder.origin(target, origins.get(site));
            start = end;
        }
    }
}
