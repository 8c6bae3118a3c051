package io.github.underheap.record;

import io.github.underheap.profile.SiteNumber;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The numbers of a site, and where its blocks came from. */
@SuppressWarnings("EnumOrdinal")
final class ModelNumbers {

    private static final SiteNumber[] NUMBERS = SiteNumber.values();

    private final long[] numbers;
    private int origin;

    ModelNumbers() {
        this(new long[NUMBERS.length], 0);
    }

    private ModelNumbers(long[] numbers, int origin) {
        this.numbers = numbers;
        this.origin = origin;
    }

    long get(SiteNumber number) {
        return numbers[number.ordinal()];
    }

    void set(SiteNumber number, long value) {
        numbers[number.ordinal()] = value;
    }

    void add(SiteNumber number, long amount) {
        numbers[number.ordinal()] += amount;
    }

    void addOrigin(int bits) {
        origin |= bits;
    }

    /** Adds the numbers of another site, or of the same one in another recording: of instants the latest counts. */
    void addAll(ModelNumbers other) {
        long latest = Math.max(get(SiteNumber.LAST_BIRTH), other.get(SiteNumber.LAST_BIRTH));
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += other.numbers[i];
        }
        set(SiteNumber.LAST_BIRTH, latest);
        origin |= other.origin;
    }

    ModelNumbers copy() {
        return new ModelNumbers(numbers.clone(), origin);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelNumbers that && origin == that.origin && Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (SiteNumber number : NUMBERS) {
            if (get(number) != 0) {
                text.add(number + " " + get(number));
            }
        }
        return text.add("origin " + origin).toString();
    }
}
