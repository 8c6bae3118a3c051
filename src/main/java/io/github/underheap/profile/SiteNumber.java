package io.github.underheap.profile;

/**
 * The one table of the numbers of a site: name, unit, how numbers of a kind sum up, and what they mean.
 *
 * <p>The layout of the recorder's rows, the columns of a {@link Profile}, their sums, the file formats and the
 * documentation follow from it. The core comes first; from {@link #FIRST_TALLY} on there are tallies, which are plain
 * counters to the recorder's rows: a further one is one more line here.
 *
 * <p>A number that cannot be held is given as 2^63 - 1; only the lifetime has two words.
 */
public enum SiteNumber {
    TOTAL_BYTES(Unit.BYTES, Sum.ADD, true, "Bytes allocated, as requested; a resize counts with the full new size."),
    TOTAL_BLOCKS(Unit.BLOCKS, Sum.ADD, true, "Blocks allocated; a resize counts as one more."),
    LIVE_BYTES(Unit.BYTES, Sum.ADD, false, "Bytes allocated and not freed when the profile was taken."),
    LIVE_BLOCKS(Unit.BLOCKS, Sum.ADD, false, "Blocks allocated and not freed when the profile was taken."),
    PEAK_BYTES(Unit.BYTES, Sum.ADD, false, "Bytes that were live at the peak of the whole recording, t-gmax."),
    PEAK_BLOCKS(Unit.BLOCKS, Sum.ADD, false, "Blocks that were live at the peak of the whole recording, t-gmax."),
    OWN_PEAK_BYTES(Unit.BYTES, Sum.ADD, false, "The highest live bytes that the site had by itself."),
    OWN_PEAK_BLOCKS(Unit.BLOCKS, Sum.ADD, false, "Live blocks of the site when its live bytes were highest."),
    LIFETIME_LOW(
            Unit.NANOS,
            Sum.WIDE,
            true,
            "Sum of the lifetimes of all blocks, of which live ones end with the profile: the low 64 bits of 128."),
    LIFETIME_HIGH(Unit.NANOS, Sum.CARRY, true, "Sum of the lifetimes of all blocks: the high 64 bits, signed."),
    LAST_BIRTH(
            Unit.NANOS,
            Sum.MAX,
            false,
            "When a block that was live at t-gmax was last allocated before it, since the start of the recording."),
    INTERRUPTED(
            Unit.COUNT, Sum.ADD, true, "Bookings that a fault broke off in the middle; numbers may be off by them."),
    PART_BYTES(
            Unit.BYTES, Sum.ADD, true, "Bytes of the parts that were cut here from blocks that are counted already."),
    PART_BLOCKS(Unit.BLOCKS, Sum.ADD, true, "Parts that were cut here from blocks that are counted already."),
    PART_FREED_BYTES(Unit.BYTES, Sum.ADD, true, "Bytes of the parts that were cut here and have been freed."),
    PART_FREED_BLOCKS(Unit.BLOCKS, Sum.ADD, true, "Parts that were cut here and have been freed."),
    FAILED_CLOSES(Unit.COUNT, Sum.ADD, true, "How often closing an arena failed here."),
    LATE_BLOCKS(
            Unit.BLOCKS,
            Sum.ADD,
            true,
            "Freed blocks whose time of death is an upper bound, because somebody else closed their arena."),
    BACKING_BYTES(Unit.BYTES, Sum.ADD, true, "Bytes that allocators gave beyond those that were requested."),
    UNCLOSEABLE_BYTES(
            Unit.BYTES,
            Sum.ADD,
            true,
            "Bytes allocated in arenas that nobody can close: the global one and automatic ones."),
    UNCLOSEABLE_BLOCKS(
            Unit.BLOCKS,
            Sum.ADD,
            true,
            "Blocks allocated in arenas that nobody can close: the global one and automatic ones."),
    UNCLOSEABLE_FREED_BYTES(
            Unit.BYTES, Sum.ADD, true, "Bytes allocated in arenas that nobody can close and freed since."),
    UNCLOSEABLE_FREED_BLOCKS(
            Unit.BLOCKS, Sum.ADD, true, "Blocks allocated in arenas that nobody can close and freed since.");

    /** The ordinal of the first tally. */
    public static final int FIRST_TALLY = 12;

    /** How many tallies there are. */
    public static final int TALLIES = values().length - FIRST_TALLY;

    /** How many numbers there are. */
    public static final int COUNT = FIRST_TALLY + TALLIES;

    private static final SiteNumber[] VALUES = values();

    private final String key;
    private final Unit unit;
    private final Sum sum;
    private final boolean isDelta;
    private final String meaning;

    SiteNumber(Unit unit, Sum sum, boolean isDelta, String meaning) {
        this.key = camelCase(name());
        this.unit = unit;
        this.sum = sum;
        this.isDelta = isDelta;
        this.meaning = meaning;
    }

    /** What a number counts. */
    public enum Unit {
        BYTES,
        BLOCKS,
        NANOS,
        COUNT
    }

    /** How numbers of several sites, or of one site in several profiles, make one. */
    public enum Sum {
        /** They are added, and stop at 2^63 - 1 on either side of 0. */
        ADD,
        /** The greatest. */
        MAX,
        /** They are added modulo 2^64; what is carried goes to the number that follows. */
        WIDE,
        /** They are added, with what is carried from the number before. */
        CARRY;

        /** One number of two, whatever is carried. */
        public long of(long a, long b) {
            return switch (this) {
                case ADD -> saturated(a, b);
                case MAX -> Math.max(a, b);
                case WIDE, CARRY -> a + b;
            };
        }

        private static long saturated(long a, long b) {
            long sum = a + b;
            return ((a ^ sum) & (b ^ sum)) >= 0 ? sum : a < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
        }
    }

    /** The name in files: {@code totalBytes}. */
    public String key() {
        return key;
    }

    /** What is counted. */
    public Unit unit() {
        return unit;
    }

    /** How it sums up. */
    public Sum sum() {
        return sum;
    }

    /** Whether it counts up over the recording; otherwise it is a state at one instant. */
    public boolean isDelta() {
        return isDelta;
    }

    /** What it means, in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** Whether it is one of the plain counters of the recorder's rows. */
    public boolean isTally() {
        return ordinal() >= FIRST_TALLY;
    }

    /**
     * The number of this tally in the recorder's rows, 0 to {@link #TALLIES} - 1.
     *
     * @throws IllegalStateException if this is no tally
     */
    public int tallyIndex() {
        if (!isTally()) {
            throw new IllegalStateException(this + " is no tally");
        }
        return ordinal() - FIRST_TALLY;
    }

    /**
     * Adds a value to this number among all numbers of a site, by the rule of its sum.
     *
     * @param numbers by ordinal
     */
    public void addTo(long[] numbers, long value) {
        long result = sum.of(numbers[ordinal()], value);
        numbers[ordinal()] = result;
        if (carries(result, value)) {
            numbers[ordinal() + 1]++;
        }
    }

    /** Whether adding a value gave a result that is too small by 2^64, which the next number has to be told. */
    boolean carries(long result, long added) {
        return sum == Sum.WIDE && Long.compareUnsigned(result, added) < 0;
    }

    /** The number that gets what this one carries. */
    SiteNumber next() {
        return VALUES[ordinal() + 1];
    }

    /** All numbers, in an array that callers do not change. */
    static SiteNumber[] all() {
        return VALUES;
    }

    private static String camelCase(String name) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '_') {
                key.append(i > 0 && name.charAt(i - 1) == '_' ? c : Character.toLowerCase(c));
            }
        }
        return key.toString();
    }
}
