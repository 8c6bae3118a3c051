package io.github.underheap.profile;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Distinct stacks, numbered in order of first appearance: what tells the sites of a profile on the heap apart.
 *
 * <p>An open-addressing index of eight bytes a slot over the frame numbers, which lie one after another: the number of a stack and its hash, so
 * that others are passed over without a look at them. Hashes only choose where to look: stacks are the same if all their frame numbers are.
 *
 * <p>Not thread-safe while it is changed.
 */
final class StackTable {

    private static final long FREE = -1;

    /** Of each process another one, so that no file can be made whose stacks all have the same hash. */
    private static final int SEED = new SplittableRandom().nextInt();

    /** The frame numbers of all stacks … */
    private final IntChunks frames;
    /** … and where each stack ends in them. */
    private final IntChunks ends;

    /** The number of a stack, and above it its hash; a power of two, at most three quarters in use. */
    private long[] slots;

    StackTable() {
        frames = new IntChunks();
        ends = new IntChunks();
        slots = emptySlots(64);
    }

    private StackTable(IntChunks frames, IntChunks ends) {
        this.frames = frames;
        this.ends = ends;
        // As it would be, had they been entered one after another.
        int count = 64;
        while (ends.size() > count / 4 * 3) {
            count = Math.multiplyExact(count, 2);
        }
        slots = emptySlots(count);
    }

    /**
     * A table of stacks that lie one after another already.
     *
     * @param ends where each ends
     * @return null if two of them are equal, or one is empty
     */
    static @Nullable StackTable ofDistinct(IntChunks frames, IntChunks ends) {
        StackTable table = new StackTable(frames, ends);
        int start = 0;
        for (int stack = 0; stack < ends.size(); stack++) {
            int end = ends.get(stack);
            if (end == start || !table.enterIfNew(stack, hash(frames, start, end))) {
                return null;
            }
            start = end;
        }
        return table;
    }

    private boolean enterIfNew(int stack, int hash) {
        long[] in = slots;
        int slot = hash & (in.length - 1);
        for (long found = in[slot]; found != FREE; found = in[slot]) {
            if ((int) (found >> 32) == hash && isStack((int) found, frames(stack))) {
                return false;
            }
            slot = (slot + 1) & (in.length - 1);
        }
        in[slot] = (long) hash << 32 | stack;
        return true;
    }

    private StackTable(StackTable from) {
        frames = from.frames.copy();
        ends = from.ends.copy();
        slots = from.slots.clone();
    }

    StackTable copy() {
        return new StackTable(this);
    }

    int size() {
        return ends.size();
    }

    int[] frames(int stack) {
        return frames.copyOf(start(stack), ends.get(stack));
    }

    /** The number of a stack, which is entered if it is new. */
    int findOrAdd(int[] numbers) {
        int hash = hash(numbers);
        int slot = find(numbers, hash);
        if (slots[slot] != FREE) {
            return (int) slots[slot];
        }
        if (size() + 1 > slots.length / 4 * 3) {
            grow();
            slot = find(numbers, hash);
        }
        frames.addAll(numbers);
        ends.add(frames.size());
        slots[slot] = (long) hash << 32 | size() - 1;
        return size() - 1;
    }

    /** The slot of a stack, or the free one where it would be. */
    private int find(int[] numbers, int hash) {
        long[] in = slots;
        int slot = hash & (in.length - 1);
        for (long found = in[slot]; found != FREE; found = in[slot]) {
            if ((int) (found >> 32) == hash && isStack((int) found, numbers)) {
                break;
            }
            slot = (slot + 1) & (in.length - 1);
        }
        return slot;
    }

    private boolean isStack(int stack, int[] numbers) {
        int start = start(stack);
        if (ends.get(stack) - start != numbers.length) {
            return false;
        }
        for (int i = 0; i < numbers.length; i++) {
            if (frames.get(start + i) != numbers[i]) {
                return false;
            }
        }
        return true;
    }

    private int start(int stack) {
        return stack == 0 ? 0 : ends.get(stack - 1);
    }

    private void grow() {
        long[] larger = emptySlots(Math.multiplyExact(slots.length, 2));
        for (long stack : slots) {
            if (stack != FREE) {
                int slot = (int) (stack >> 32) & (larger.length - 1);
                while (larger[slot] != FREE) {
                    slot = (slot + 1) & (larger.length - 1);
                }
                larger[slot] = stack;
            }
        }
        slots = larger;
    }

    private static long[] emptySlots(int count) {
        long[] slots = new long[count];
        Arrays.fill(slots, FREE);
        return slots;
    }

    /** The low bits choose the slot, so all bits of all numbers are mixed into them. */
    static int hash(int[] numbers) {
        int hash = SEED + numbers.length;
        for (int number : numbers) {
            hash = mixed(hash, number);
        }
        return hash;
    }

    /** The hash of a part of a list. */
    private static int hash(IntChunks numbers, int from, int to) {
        int hash = SEED + (to - from);
        for (int i = from; i < to; i++) {
            hash = mixed(hash, numbers.get(i));
        }
        return hash;
    }

    private static int mixed(int hash, int number) {
        int mixed = (hash ^ number) * 0x9E3779B1;
        return mixed ^ mixed >>> 15;
    }
}
