package io.github.underheap.read;

import io.github.underheap.profile.SiteNumber;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers of sites by the names that files have. */
final class SiteNumbers {

    private static final Map<String, SiteNumber> BY_KEY = byKey();

    private SiteNumbers() {}

    private static Map<String, SiteNumber> byKey() {
        Map<String, SiteNumber> numbers = new HashMap<>();
        for (SiteNumber number : SiteNumber.values()) {
            numbers.put(number.key(), number);
        }
        return numbers;
    }

    /** The number of this name; null if there is none. */
    static @Nullable SiteNumber of(String key) {
        return BY_KEY.get(key);
    }

    /** The value of a key that is a number of a site. */
    static long value(JsonInput json, SiteNumber number) throws IOException {
        return isSigned(number) ? json.number() : json.count();
    }

    /** The current element of an array of such numbers. */
    static long element(JsonInput json, SiteNumber number) throws IOException {
        return isSigned(number)
                ? json.elementNumber("a number of \"columns\"")
                : json.elementCount("a number of \"columns\"");
    }

    /** Lifetimes are words of 128 bits, negative where the clocks of processors differ a little. */
    private static boolean isSigned(SiteNumber number) {
        return number == SiteNumber.LIFETIME_LOW || number == SiteNumber.LIFETIME_HIGH;
    }
}
