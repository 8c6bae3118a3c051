package io.github.underheap.stack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * Memory of the JVM and of the helper, by address. Only for addresses that the JVM's exported tables or the helper give: a
 * wrong one ends the process. Class initialisation needs native access.
 */
final class RawMemory {
    private static final MemorySegment ALL = all();

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private RawMemory() {}

    @SuppressWarnings("restricted")
    private static MemorySegment all() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    static long longAt(long address) {
        return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    static int intAt(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    static byte byteAt(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    /** For those who load it with acquire semantics. */
    static void putLongRelease(long address, long value) {
        LONG.setRelease(ALL, address, value);
    }

    static void putInt(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    /** The C string at an address; empty when the address is 0. */
    static String stringAt(long address) {
        return address == 0 ? "" : ALL.getString(address, StandardCharsets.ISO_8859_1);
    }

    /** {@code bytes} bytes from an address on. */
    static MemorySegment slice(long address, long bytes) {
        return ALL.asSlice(address, bytes);
    }
}
