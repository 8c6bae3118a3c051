package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A class of the JVM's own that is never unloaded, read as debuggers read it: by the exported tables, and by system calls that fail where a load
 * would fault.
 *
 * <p>The fields of a class are a stream of numbers in HotSpot's UNSIGNED5: how many there are of Java's and of the JVM's own, then for each of
 * them the indices of its name and its signature, its offset, its access flags, its flags, and up to three numbers that the flags announce.
 *
 * <p>Used by one thread.
 */
final class VmClass {

    private static final String[] OFFSETS = {
        "Array<u1>::_data",
        "InstanceKlass::_constants",
        "InstanceKlass::_fieldinfo_stream",
        "Klass::_name",
        "Klass::_super",
        "Symbol::_body",
        "Symbol::_length",
    };

    private static final String[] CONSTANTS = {
        "FieldInfo::FieldFlags::_ff_contended",
        "FieldInfo::FieldFlags::_ff_generic",
        "FieldInfo::FieldFlags::_ff_initialized",
        "FieldInfo::FieldFlags::_ff_injected",
    };

    private static final String[] SIZES = {"ConstantPool"};

    /** More than any class on the way has. */
    private static final int MOST = 1_024;

    private final long klass;
    private final Arena memory;
    private final Words words;
    private final VmStructs structs;

    /**
     * A class by its address.
     *
     * @param structs {@link #structs()}
     */
    VmClass(long klass, Arena memory, VmStructs structs) {
        this.klass = klass;
        this.memory = memory;
        this.words = new Words(memory);
        this.structs = structs;
    }

    /** What the tables say of classes, looked up once for all of them. */
    static VmStructs structs() {
        return new VmStructs(OFFSETS, new String[0], CONSTANTS, SIZES);
    }

    /** Memory that need not be there. */
    static final class Words {

        private final MemorySegment word;

        Words(Arena memory) {
            this.word = memory.allocate(ValueLayout.JAVA_LONG);
        }

        long at(long address) throws WalkUnavailableException {
            if (Helper.uh_read(address, word.address()) == 0) {
                throw new WalkUnavailableException("what was taken for a class is none");
            }
            return word.get(ValueLayout.JAVA_LONG, 0);
        }

        int shortAt(long address) throws WalkUnavailableException {
            return (int) at(address) & 0xFFFF;
        }

        int byteAt(long address) throws WalkUnavailableException {
            return (int) at(address) & 0xFF;
        }
    }

    /** A field of the JVM's own description of it. */
    int intAt(int offset) throws WalkUnavailableException {
        return (int) words.at(klass + offset);
    }

    /** This class or the nearest superclass of this name. */
    VmClass superNamed(String name) throws WalkUnavailableException {
        long each = klass;
        for (int i = 0; each != 0 && i < MOST; i++) {
            if (text(words.at(each + structs.offset("Klass::_name"))).equals(name)) {
                return each == klass ? this : new VmClass(each, memory, structs);
            }
            each = words.at(each + structs.offset("Klass::_super"));
        }
        throw new WalkUnavailableException("no " + name + " is where one was expected");
    }

    private String text(long symbol) throws WalkUnavailableException {
        int length = Math.min(words.shortAt(symbol + structs.offset("Symbol::_length")), MOST);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) words.byteAt(symbol + structs.offset("Symbol::_body") + i));
        }
        return text.toString();
    }

    /** Where a field that this class declares lies in its objects, in bytes. */
    int fieldOffset(String name) throws WalkUnavailableException {
        long stream = words.at(klass + structs.offset("InstanceKlass::_fieldinfo_stream"));
        Numbers numbers = new Numbers(stream + structs.offset("Array<u1>::_data"), (int) words.at(stream));
        int fields = numbers.next() + numbers.next();
        for (int i = 0; i < fields && i < MOST; i++) {
            int nameIndex = numbers.next();
            int ignored = numbers.next();
            int offset = numbers.next();
            ignored = numbers.next();
            int flags = numbers.next();
            skip(numbers, flags, "FieldInfo::FieldFlags::_ff_initialized");
            skip(numbers, flags, "FieldInfo::FieldFlags::_ff_generic");
            skip(numbers, flags, "FieldInfo::FieldFlags::_ff_contended");
            if (!is(flags, "FieldInfo::FieldFlags::_ff_injected")
                    && constant(nameIndex).equals(name)
                    && offset > 0) {
                return offset;
            }
        }
        throw new WalkUnavailableException("no field " + name + " is where one was expected");
    }

    private boolean is(int flags, String bit) throws WalkUnavailableException {
        return ((flags >> structs.constant(bit)) & 1) != 0;
    }

    private void skip(Numbers numbers, int flags, String bit) throws WalkUnavailableException {
        if (is(flags, bit)) {
            int ignored = numbers.next();
        }
    }

    private String constant(int index) throws WalkUnavailableException {
        long constants = words.at(klass + structs.offset("InstanceKlass::_constants"));
        return text(words.at(constants + structs.size("ConstantPool") + (long) index * Long.BYTES));
    }

    /** Numbers of one to five bytes, none of which is 0, low six bits first. */
    private final class Numbers {

        private static final int EXCLUDED = 1;
        private static final int LOW_CODES = 191;
        private static final int SHIFT = 6;
        private static final int LONGEST = 5;

        private long at;
        private final long end;

        Numbers(long at, int bytes) {
            this.at = at;
            this.end = at + bytes;
        }

        int next() throws WalkUnavailableException {
            int sum = 0;
            for (int i = 0; i < LONGEST; i++, at++) {
                int value = at < end ? words.byteAt(at) : 0;
                if (value < EXCLUDED) {
                    throw new WalkUnavailableException("fields of a class are not written as is known");
                }
                int code = value - EXCLUDED;
                sum += code << (SHIFT * i);
                if (code < LOW_CODES || i == LONGEST - 1) {
                    at++;
                    break;
                }
            }
            return sum;
        }
    }
}
