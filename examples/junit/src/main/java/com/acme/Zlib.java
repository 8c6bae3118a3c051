package com.acme;

import io.github.underheap.TrackingArena;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** A binding of the system's zlib where a C long has 64 bits, with a leak on one path. */
public final class Zlib {

    private static final MethodHandle BOUND =
            bind("compressBound", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle COMPRESS = bind(
            "compress",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG));

    private Zlib() {}

    /** The bytes compressed, or the bytes themselves if that saves nothing. */
    public static byte[] pack(byte[] bytes) {
        Arena arena = TrackingArena.ofConfined();
        MemorySegment input = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
        MemorySegment output = arena.allocate((long) call(BOUND, (long) bytes.length));
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, output.byteSize());
        int error = (int) call(COMPRESS, output, length, input, input.byteSize());
        if (error != 0) {
            throw new IllegalStateException("zlib returned " + error);
        }
        long packed = length.get(ValueLayout.JAVA_LONG, 0);
        if (packed >= bytes.length) {
            return bytes; // Nothing was saved, and the arena stays open: this is the leak.
        }
        byte[] result = output.asSlice(0, packed).toArray(ValueLayout.JAVA_BYTE);
        arena.close();
        return result;
    }

    private static MethodHandle bind(String name, FunctionDescriptor descriptor) {
        SymbolLookup zlib = SymbolLookup.libraryLookup("libz.so.1", Arena.global());
        return Linker.nativeLinker().downcallHandle(zlib.findOrThrow(name), descriptor);
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
