package io.github.underheap.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for known pools fit methods that are there, in the versions of the libraries that are on the class path of the tests. */
class KnownPoolsTest {

    @ParameterizedTest
    @CsvSource({
        "sun.nio.ch.Util, getTemporaryDirectBuffer",
        "sun.nio.ch.Util, getTemporaryAlignedDirectBuffer",
        "jdk.internal.foreign.BufferStack$PerThread, of",
        "io.netty.buffer.PoolArena$DirectArena, newChunk",
        "io.netty.buffer.AdaptivePoolingAllocator$SizeClassChunkController, newChunkAllocation",
        "io.netty.buffer.AdaptivePoolingAllocator$BuddyChunkController, newChunkAllocation",
        "org.eclipse.jetty.io.ArrayByteBufferPool, acquire"
    })
    void whereAPoolAllocatesWhatItKeeps(String type, String method) throws IOException {
        assertThat(has(type, method)).isTrue();
        assertThat(Rules.BUILT_IN.match(Frame.of(type, method, null, 1, 1))).isNotNegative();
    }

    @ParameterizedTest
    @CsvSource({
        "io.netty.buffer.PoolArena$DirectArena, newUnpooledChunk",
        "io.netty.buffer.UnpooledDirectByteBuf, allocateDirect"
    })
    void whatIsFreedWithItsLastReferenceIsNoPool(String type, String method) throws IOException {
        assertThat(has(type, method)).isTrue();
        assertThat(Rules.BUILT_IN.match(Frame.of(type, method, null, 1, 1))).isNegative();
    }

    /** Whether the class file has such a method; the class is not loaded, which would need what it depends on. */
    private static boolean has(String type, String method) throws IOException {
        String file = type.replace('.', '/') + ".class";
        try (InputStream in = Objects.requireNonNull(ClassLoader.getSystemResourceAsStream(file), type)) {
            return ClassFile.of().parse(in.readAllBytes()).methods().stream()
                    .anyMatch(found -> found.methodName().equalsString(method));
        }
    }
}
