package io.github.underheap.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one message in the wire format of protocol buffers. A field is a tag, {@code number << 3 | type}, and a value: type 0 is a varint, seven
 * bits a byte, the low ones first; type 2 is a length and as many bytes.
 *
 * <p>An inner message is written to one of its own first, since its length comes before it. Fields of value 0 are left out, as readers take them for
 * that. Not thread-safe.
 */
final class ProtoMessage {

    private static final int VARINT = 0;
    private static final int LENGTH = 2;
    private static final int TYPE_BITS = 3;

    /** Of 64 bits. */
    private static final int LONGEST_VARINT = 10;

    private byte[] bytes = new byte[256];
    private int size;

    /** A field of any integer type but the zigzag ones. */
    ProtoMessage number(int field, long value) {
        if (value != 0) {
            tag(field, VARINT);
            varint(value);
        }
        return this;
    }

    /** A field that is a message, or packed numbers; an empty one too. */
    ProtoMessage message(int field, ProtoMessage inner) {
        return bytes(field, inner.bytes, inner.size);
    }

    /** A field that is text in UTF-8; an empty one too. */
    ProtoMessage text(int field, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return bytes(field, utf8, utf8.length);
    }

    /** A number without a tag: one of packed numbers. */
    ProtoMessage varint(long value) {
        ensure(LONGEST_VARINT);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** Fields that were written to another message. */
    ProtoMessage fields(ProtoMessage other) {
        append(other.bytes, other.size);
        return this;
    }

    int size() {
        return size;
    }

    /** Hands the bytes on, and is empty again. */
    void moveTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
        size = 0;
    }

    /** Makes it empty again. */
    ProtoMessage clear() {
        size = 0;
        return this;
    }

    private void tag(int field, int type) {
        varint((long) field << TYPE_BITS | type);
    }

    private ProtoMessage bytes(int field, byte[] of, int length) {
        tag(field, LENGTH);
        varint(length);
        append(of, length);
        return this;
    }

    private void append(byte[] of, int length) {
        ensure(length);
        System.arraycopy(of, 0, bytes, size, length);
        size += length;
    }

    private void ensure(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
        }
    }
}
