package io.github.underheap.text;

/**
 * Numbers as people read them, the same everywhere.
 *
 * <p>By hand: a report may have millions of numbers, and a formatter takes a microsecond for each, and time when an application ends.
 */
public final class Numbers {

    /** Digits between commas. */
    private static final int GROUP = 3;

    private static final String[] TIMES = {"µs", "ms", "s", "min", "h", "d"};

    /** How many of each unit of time are the next one. */
    private static final int[] STEPS = {1_000, 1_000, 60, 60, 24};

    private Numbers() {}

    /** All digits, in groups of three. */
    public static String exact(long value) {
        String digits = Long.toString(value);
        int first = value < 0 ? 1 : 0;
        StringBuilder grouped = new StringBuilder(digits.length() + digits.length() / GROUP);
        for (int i = 0; i < digits.length(); i++) {
            if (i > first && (digits.length() - i) % GROUP == 0) {
                grouped.append(',');
            }
            grouped.append(digits.charAt(i));
        }
        return grouped.toString();
    }

    /** Three digits, or all of a whole number that has more; from 0 on. */
    public static String threeDigits(double value) {
        return rounded(value, value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);
    }

    /**
     * So many decimals, 0 to 2.
     *
     * @param value not negative
     */
    public static String rounded(double value, int decimals) {
        long scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
        long scaled = Math.round(value * scale);
        if (decimals == 0) {
            return Long.toString(scaled);
        }
        String fraction = Long.toString(scaled % scale);
        return scaled / scale + "." + "0".repeat(decimals - fraction.length()) + fraction;
    }

    /** A time, in microseconds from 0 on: three digits and a unit. */
    public static String duration(double micros) {
        double value = micros;
        int unit = 0;
        while (unit < STEPS.length && value >= 999.5) {
            value /= STEPS[unit];
            unit++;
        }
        return threeDigits(value) + " " + TIMES[unit];
    }
}
