package com.acme;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.underheap.junit.AssertNoOffHeapLeaks;
import io.github.underheap.junit.MaxOffHeapAllocations;
import io.github.underheap.junit.MaxOffHeapPeak;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Lesson: a test finds the path that leaks, and the line.
 *
 * <p>{@code packsNoise} fails until {@link Zlib#pack} closes its arena on every path, as try-with-resources would.
 */
@AssertNoOffHeapLeaks
class ZlibTest {

    private static final int BYTES = 16_381;

    @Test
    @MaxOffHeapAllocations(3)
    @MaxOffHeapPeak("48 KiB")
    void packsZeros() {
        assertTrue(Zlib.pack(new byte[BYTES]).length < 100);
    }

    @Test
    void packsNoise() {
        byte[] noise = new byte[BYTES];
        new Random(31).nextBytes(noise);

        assertSame(noise, Zlib.pack(noise));
    }
}
