package io.github.underheap.read;

import io.github.underheap.profile.SiteNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Short lists of a file. */
final class Lists {

    /** A merge has those of many processes. */
    private static final int MOST = 1 << 20;

    private Lists() {}

    /**
     * The value of a key: an array of texts.
     *
     * @param what as messages call an element
     */
    static List<String> texts(JsonInput json, String what) throws IOException {
        List<String> texts = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            texts.add(json.element(what));
            json.require(texts.size() <= MOST, "there are more than " + MOST + " lines");
        }
        return texts;
    }

    /** The value of a key: an array of names of numbers. Those that are not known are passed over. */
    static List<SiteNumber> numbers(JsonInput json) throws IOException {
        List<SiteNumber> numbers = new ArrayList<>();
        for (String name : texts(json, "the name of a number")) {
            SiteNumber number = SiteNumbers.of(name);
            if (number != null) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
