package io.github.underheap.read;

import java.util.HashMap;
import java.util.Map;

/**
 * Numbers keys that a file has a million times, mostly in the same order: those that follow the last one are looked at first.
 *
 * <p>The parser gives equal keys as the same object, so most times nothing is compared or hashed; it need not, and then a map knows.
 *
 * <p>Not thread-safe.
 */
final class KnownKeys {

    private final Object[] keys;

    private final Map<String, Integer> places = new HashMap<>();
    /** Where the next key is looked for. */
    private int next;

    /** @param keys distinct, as a file has them one after another; they are numbered from 0 */
    KnownKeys(String... keys) {
        this.keys = new Object[keys.length];
        for (int i = 0; i < keys.length; i++) {
            this.keys[i] = keys[i].intern();
            places.put(keys[i], i);
        }
    }

    /** The number of a key; -1 if it is not known. */
    int of(String key) {
        int place = placeOf(key, next, keys.length);
        if (place < 0) {
            place = placeOf(key, 0, next);
        }
        if (place < 0) {
            place = places.getOrDefault(key, -1);
        }
        if (place >= 0) {
            next = place + 1;
        }
        return place;
    }

    @SuppressWarnings("ReferenceEquality") // Only a short cut: the map finds equal keys.
    private int placeOf(Object key, int from, int to) {
        for (int i = from; i < to; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        return -1;
    }
}
