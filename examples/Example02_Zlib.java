import io.github.underheap.TrackingArena;
import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Lesson 2: native code gets memory from a {@link TrackingArena}, and a profile finds the arena that is never closed.
 *
 * <p>Compresses files with the streams of the system's zlib, expands them again and compares. By default these are this source
 * and the README, if it runs in the checkout; a noise that cannot be made smaller always joins them, as a photograph would. One
 * path of {@code pack} forgets to close its arena.
 *
 * <pre>
 *   ./underheap run examples/Example02_Zlib.java [FILE…]
 * </pre>
 *
 * <p>What to see: <em>At t-end</em> is not 0, although every result was copied to the heap long ago. The live sites are the
 * three of the leaking arena, all called by {@code pack} for {@code packNoise}: what does it do when nothing was saved? Close the
 * arena with try-with-resources, run again, and At t-end is 0 bytes in 0 blocks.
 */
public final class Example02_Zlib {

    private static final int NOISE_BYTES = 16_381;

    public static void main(String[] args) throws IOException {
        Zlib zlib = Zlib.find();
        if (zlib == null) {
            System.err.println("zlib is not installed (tried " + String.join(", ", Zlib.NAMES)
                    + "); on Debian: apt-get install zlib1g");
            System.exit(2);
        }
        for (Map.Entry<String, byte[]> file : filesToPack(args).entrySet()) {
            packAndCheck(zlib, file.getKey(), file.getValue());
        }
        packNoise(zlib);
    }

    private static void packNoise(Zlib zlib) {
        byte[] noise = new byte[NOISE_BYTES];
        new Random(31).nextBytes(noise);
        packAndCheck(zlib, "noise", noise);
    }

    private static Map<String, byte[]> filesToPack(String[] args) throws IOException {
        List<String> names =
                args.length > 0 ? Arrays.asList(args) : List.of("examples/Example02_Zlib.java", "README.md");
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : names) {
            if (args.length > 0 || Files.exists(Path.of(name))) {
                files.put(name, Files.readAllBytes(Path.of(name)));
            } else {
                System.err.println(
                        name + ": not here, so it is left out; run this in the checkout, or name other files");
            }
        }
        return files;
    }

    private static void packAndCheck(Zlib zlib, String name, byte[] file) {
        byte[] packed = pack(zlib, file);
        byte[] back = packed == file ? file : unpack(zlib, packed, file.length);
        if (!Arrays.equals(file, back)) {
            throw new AssertionError(name + ": the round trip changed it");
        }
        System.out.println(name + ": " + file.length + " bytes packed into " + packed.length + " and back");
    }

    /** The file compressed, or the file itself if that saves nothing. */
    private static byte[] pack(Zlib zlib, byte[] file) {
        Arena arena = TrackingArena.ofConfined();
        MemorySegment packed = zlib.deflate(arena, file);
        if (packed.byteSize() >= file.length) {
            return file; // Nothing was saved, and the arena stays open: this is the leak.
        }
        byte[] result = packed.toArray(ValueLayout.JAVA_BYTE);
        arena.close();
        return result;
    }

    private static byte[] unpack(Zlib zlib, byte[] packed, int length) {
        try (Arena arena = TrackingArena.ofConfined()) {
            return zlib.inflate(arena, packed, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** As much of zlib as this program needs. */
    private static final class Zlib {

        static final List<String> NAMES = List.of("libz.so.1", "libz.so", "libz.1.dylib", "libz.dylib");

        private static final int DEFAULT_LEVEL = -1;
        private static final int FINISH = 4;
        private static final int STREAM_END = 1;

        private static final Linker LINKER = Linker.nativeLinker();
        private static final AddressLayout POINTER = ValueLayout.ADDRESS;
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
        private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

        /** z_stream of zlib.h where a C long has 64 bits: 112 bytes. */
        private static final StructLayout STREAM = MemoryLayout.structLayout(
                POINTER.withName("next_in"),
                INT.withName("avail_in"),
                MemoryLayout.paddingLayout(4),
                LONG.withName("total_in"),
                POINTER.withName("next_out"),
                INT.withName("avail_out"),
                MemoryLayout.paddingLayout(4),
                LONG.withName("total_out"),
                POINTER.withName("msg"),
                POINTER.withName("state"),
                POINTER.withName("zalloc"),
                POINTER.withName("zfree"),
                POINTER.withName("opaque"),
                INT.withName("data_type"),
                MemoryLayout.paddingLayout(4),
                LONG.withName("adler"),
                LONG.withName("reserved"));

        private static final VarHandle NEXT_IN = field("next_in");
        private static final VarHandle AVAIL_IN = field("avail_in");
        private static final VarHandle NEXT_OUT = field("next_out");
        private static final VarHandle AVAIL_OUT = field("avail_out");
        private static final VarHandle TOTAL_OUT = field("total_out");

        private final MemorySegment version;
        private final MethodHandle deflateInit;
        private final MethodHandle deflateBound;
        private final MethodHandle deflate;
        private final MethodHandle deflateEnd;
        private final MethodHandle inflateInit;
        private final MethodHandle inflate;
        private final MethodHandle inflateEnd;

        private Zlib(SymbolLookup library) {
            FunctionDescriptor end = FunctionDescriptor.of(INT, POINTER);
            FunctionDescriptor step = FunctionDescriptor.of(INT, POINTER, INT);
            deflateInit = bind(library, "deflateInit_", FunctionDescriptor.of(INT, POINTER, INT, POINTER, INT));
            deflateBound = bind(library, "deflateBound", FunctionDescriptor.of(LONG, POINTER, LONG));
            deflate = bind(library, "deflate", step);
            deflateEnd = bind(library, "deflateEnd", end);
            inflateInit = bind(library, "inflateInit_", FunctionDescriptor.of(INT, POINTER, POINTER, INT));
            inflate = bind(library, "inflate", step);
            inflateEnd = bind(library, "inflateEnd", end);
            version = (MemorySegment) call(bind(library, "zlibVersion", FunctionDescriptor.of(POINTER)));
        }

        /** The system's zlib, or null. */
        static Zlib find() {
            for (String name : NAMES) {
                try {
                    return new Zlib(SymbolLookup.libraryLookup(name, Arena.global()));
                } catch (IllegalArgumentException e) {
                    // Not under this name.
                }
            }
            return null;
        }

        /** Compresses a file; the result is a segment of the arena. */
        MemorySegment deflate(Arena arena, byte[] file) {
            MemorySegment stream = newStream(arena);
            require(0, call(deflateInit, stream, DEFAULT_LEVEL, version, (int) STREAM.byteSize()));
            MemorySegment output = roomFor(arena, (long) call(deflateBound, stream, (long) file.length));
            return run(deflate, deflateEnd, stream, copyIn(arena, file), output);
        }

        /** Expands a file whose length is known. */
        MemorySegment inflate(Arena arena, byte[] packed, int length) {
            MemorySegment stream = newStream(arena);
            require(0, call(inflateInit, stream, version, (int) STREAM.byteSize()));
            return run(inflate, inflateEnd, stream, copyIn(arena, packed), roomFor(arena, length));
        }

        private static MemorySegment newStream(Arena arena) {
            return arena.allocate(STREAM);
        }

        private static MemorySegment copyIn(Arena arena, byte[] bytes) {
            return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
        }

        private static MemorySegment roomFor(Arena arena, long bytes) {
            return arena.allocate(bytes);
        }

        private static MemorySegment run(
                MethodHandle step, MethodHandle end, MemorySegment stream, MemorySegment input, MemorySegment output) {
            NEXT_IN.set(stream, 0L, input);
            AVAIL_IN.set(stream, 0L, (int) input.byteSize());
            NEXT_OUT.set(stream, 0L, output);
            AVAIL_OUT.set(stream, 0L, (int) output.byteSize());
            try {
                require(STREAM_END, call(step, stream, FINISH));
                return output.asSlice(0, (long) TOTAL_OUT.get(stream, 0L));
            } finally {
                call(end, stream);
            }
        }

        private static void require(int expected, Object result) {
            if ((int) result != expected) {
                throw new IllegalStateException("zlib returned " + result + ", not " + expected);
            }
        }

        private static VarHandle field(String name) {
            return STREAM.varHandle(PathElement.groupElement(name));
        }

        private static MethodHandle bind(SymbolLookup library, String name, FunctionDescriptor descriptor) {
            return LINKER.downcallHandle(library.findOrThrow(name), descriptor);
        }

        private static Object call(MethodHandle function, Object... arguments) {
            try {
                return function.invokeWithArguments(arguments);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
