package io.github.underheap.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sites and frames on the heap: what a {@link Profile.Builder} fills. A site takes its frame numbers, some twenty
 * bytes, and eight bytes for each number that is not 0 in its neighbourhood; only frames are objects.
 *
 * <p>Not thread-safe while it is changed.
 */
final class HeapSites implements SiteColumns, Frames {

    private final List<Frame> frames;
    private final Map<Frame, Integer> numberOfFrame;
    private final StackTable stacks;
    private final IntChunks origins;
    private final HeapNumbers numbers;

    HeapSites() {
        frames = new ArrayList<>();
        numberOfFrame = new HashMap<>();
        stacks = new StackTable();
        origins = new IntChunks();
        numbers = new HeapNumbers();
    }

    private HeapSites(HeapSites from, StackTable stacks, IntChunks origins, HeapNumbers numbers) {
        frames = from.frames;
        numberOfFrame = from.numberOfFrame;
        this.stacks = stacks;
        this.origins = origins;
        this.numbers = numbers;
    }

    private HeapSites(HeapSites from) {
        frames = new ArrayList<>(from.frames);
        numberOfFrame = new HashMap<>(from.numberOfFrame);
        stacks = from.stacks.copy();
        origins = from.origins.copy();
        numbers = from.numbers.copy();
    }

    /** Whether there is no site and no frame. */
    boolean isEmpty() {
        return size() == 0 && frames.isEmpty();
    }

    /**
     * Adds all numbers and origins of others.
     *
     * @param places by site of the others, the site that gets them
     */
    void addAll(HeapSites others, int[] places) {
        numbers.addAll(others.numbers, places);
        for (int site = 0; site < places.length; site++) {
            addOrigin(places[site], others.origin(site));
        }
    }

    HeapSites copy() {
        return new HeapSites(this);
    }

    /** The same frames with these sites. */
    HeapSites with(StackTable ofStacks, IntChunks ofOrigins, HeapNumbers ofNumbers) {
        return new HeapSites(this, ofStacks, ofOrigins, ofNumbers);
    }

    /** The number of a frame, which is entered if it is new. */
    int number(Frame frame) {
        Integer known = numberOfFrame.putIfAbsent(frame, frames.size());
        if (known != null) {
            return known;
        }
        frames.add(frame);
        return frames.size() - 1;
    }

    /** The site of a stack, which is entered if it is new. */
    int site(int[] frameNumbers) {
        int site = stacks.findOrAdd(frameNumbers);
        if (site == origins.size()) {
            origins.add(0);
        }
        return site;
    }

    void add(SiteNumber number, int site, long value) {
        numbers.add(number, site, value);
    }

    void addOrigin(int site, int bits) {
        origins.set(site, origins.get(site) | bits);
    }

    @Override
    public long[] sums() {
        long[] sums = new long[SiteNumber.COUNT];
        for (SiteNumber number : SiteNumber.all()) {
            numbers.sum(number, sums);
        }
        return sums;
    }

    @Override
    public int size() {
        return origins.size();
    }

    @Override
    public long get(SiteNumber number, int site) {
        return numbers.get(number, site);
    }

    @Override
    public int origin(int site) {
        return origins.get(site);
    }

    @Override
    public int[] frameNumbers(int site) {
        return stacks.frames(site);
    }

    @Override
    public int limit() {
        return frames.size();
    }

    @Override
    public Frame frame(int number) {
        return frames.get(number);
    }
}
