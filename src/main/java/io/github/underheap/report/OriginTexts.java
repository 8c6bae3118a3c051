package io.github.underheap.report;

import io.github.underheap.profile.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Encoded texts of {@link Origin} bits, each made once: few sites differ in where their blocks came from. Not thread-safe. */
final class OriginTexts {

    private final IntFunction<String> text;
    private final Map<Integer, byte[]> known = new HashMap<>();

    /** @param text of bits */
    OriginTexts(IntFunction<String> text) {
        this.text = text;
    }

    /** The text of these bits, for {@link Utf8Writer#bytes}. */
    byte[] of(int bits) {
        byte[] encoded = known.get(bits);
        if (encoded == null) {
            encoded = Utf8Writer.encoded(text.apply(bits));
            known.put(bits, encoded);
        }
        return encoded;
    }
}
