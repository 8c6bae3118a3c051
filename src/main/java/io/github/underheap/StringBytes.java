package io.github.underheap;

import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** How many bytes a string takes as a segment, its terminator included. */
final class StringBytes {

    private StringBytes() {}

    /**
     * The size that was asked of an allocator for a string.
     *
     * @param segment what the allocator gave; if the size cannot be told, it is the segment's
     */
    static long of(String string, Charset charset, MemorySegment segment) {
        try {
            return charset.equals(StandardCharsets.UTF_8)
                    ? utf8(string) + 1
                    : (long) string.getBytes(charset).length + terminator(charset);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return segment.byteSize();
        }
    }

    /** Without making an array of them. */
    private static long utf8(String string) {
        long bytes = 0;
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                // Half of a pair becomes a question mark.
                bytes++;
            }
        }
        return bytes;
    }

    private static int terminator(Charset charset) {
        String name = charset.name();
        return name.startsWith("UTF-32") ? 4 : name.startsWith("UTF-16") ? 2 : 1;
    }
}
