package io.github.underheap.config;

import java.math.BigDecimal;

/**
 * Reads sizes in bytes as people write them: {@code 64m}, {@code 64 MiB}, {@code 1g}, {@code 4096}. All units are powers of 1024.
 *
 * <p>Thread-safe.
 */
public final class ByteSize {

    private static final String EXPECTED = "bytes, or a size such as 64k, 64 MiB or 1g";

    private static final int BITS_OF_K = 10;

    private ByteSize() {}

    /**
     * Reads a size.
     *
     * @return bytes, 0 or more
     * @throws IllegalArgumentException if it is none, or 2^63 or more; the message names what was given, and what would be right
     */
    public static long parse(String given) {
        String text = given.strip();
        int end = 0;
        while (end < text.length() && isPartOfNumber(text.charAt(end))) {
            end++;
        }
        int shift = shift(text.substring(end).strip());
        if (end == 0 || shift < 0) {
            throw notValid(given, EXPECTED);
        }
        try {
            return bytes(text.substring(0, end), shift);
        } catch (NumberFormatException e) {
            throw notValid(given, EXPECTED);
        } catch (ArithmeticException e) {
            throw notValid(given, "less than 8 EiB");
        }
    }

    private static IllegalArgumentException notValid(String given, String expected) {
        return new IllegalArgumentException("'" + given + "' is not valid; expected " + expected);
    }

    private static boolean isPartOfNumber(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    /** Bits of a unit; -1 if there is no such unit. */
    private static int shift(String unit) {
        int at = 0;
        int shift = 0;
        if (!unit.isEmpty()) {
            int power = "kmgt".indexOf(Character.toLowerCase(unit.charAt(0)));
            if (power >= 0) {
                shift = (power + 1) * BITS_OF_K;
                at = 1;
                if (unit.startsWith("i", at)) {
                    at++;
                    if (at == unit.length()) {
                        return -1;
                    }
                }
            }
        }
        String rest = unit.substring(at);
        return rest.isEmpty() || rest.equals("B") || rest.equals("b") ? shift : -1;
    }

    /** Exactly; a fraction of a byte is none. */
    private static long bytes(String number, int shift) {
        int dot = number.indexOf('.');
        if (dot < 0) {
            return Math.multiplyExact(parsed(number), 1L << shift);
        }
        BigDecimal bytes = new BigDecimal(number).multiply(BigDecimal.valueOf(1L << shift));
        if (dot == 0 || dot == number.length() - 1 || bytes.stripTrailingZeros().scale() > 0) {
            throw new NumberFormatException(number);
        }
        return bytes.longValueExact();
    }

    private static long parsed(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            // There are only digits in it: too many of them.
            throw new ArithmeticException(digits);
        }
    }
}
