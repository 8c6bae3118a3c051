package io.github.underheap.stack;

import java.lang.foreign.SymbolLookup;
import java.util.HashMap;
import java.util.Map;

/**
 * The tables that libjvm exports for debuggers: where fields lie, what constants are, how large types are. How a
 * table's entries are laid out is exported too, so nothing about them is assumed.
 */
final class VmStructs {
    private static final String PREFIX = "gHotSpotVM";

    private final Map<String, Long> fields = new HashMap<>();
    private final Map<String, Integer> constants = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();

    private VmStructs() {}

    static VmStructs read(SymbolLookup jvm) throws WalkUnavailableException {
        VmStructs read = new VmStructs();
        read.readFields(jvm);
        read.readConstants(jvm);
        read.readSizes(jvm);
        return read;
    }

    private void readFields(SymbolLookup jvm) throws WalkUnavailableException {
        long type = word(jvm, "StructEntryTypeNameOffset");
        long field = word(jvm, "StructEntryFieldNameOffset");
        long isStatic = word(jvm, "StructEntryIsStaticOffset");
        long offset = word(jvm, "StructEntryOffsetOffset");
        long address = word(jvm, "StructEntryAddressOffset");
        long stride = word(jvm, "StructEntryArrayStride");
        for (long at = word(jvm, "Structs"); RawMemory.longAt(at + type) != 0; at += stride) {
            String name = RawMemory.stringAt(RawMemory.longAt(at + type)) + "::"
                    + RawMemory.stringAt(RawMemory.longAt(at + field));
            fields.put(
                    name,
                    RawMemory.intAt(at + isStatic) == 0
                            ? RawMemory.longAt(at + offset)
                            : RawMemory.longAt(at + address));
        }
    }

    private void readConstants(SymbolLookup jvm) throws WalkUnavailableException {
        long name = word(jvm, "IntConstantEntryNameOffset");
        long value = word(jvm, "IntConstantEntryValueOffset");
        long stride = word(jvm, "IntConstantEntryArrayStride");
        for (long at = word(jvm, "IntConstants"); RawMemory.longAt(at + name) != 0; at += stride) {
            constants.put(RawMemory.stringAt(RawMemory.longAt(at + name)), RawMemory.intAt(at + value));
        }
    }

    private void readSizes(SymbolLookup jvm) throws WalkUnavailableException {
        long name = word(jvm, "TypeEntryTypeNameOffset");
        long size = word(jvm, "TypeEntrySizeOffset");
        long stride = word(jvm, "TypeEntryArrayStride");
        for (long at = word(jvm, "Types"); RawMemory.longAt(at + name) != 0; at += stride) {
            sizes.put(RawMemory.stringAt(RawMemory.longAt(at + name)), RawMemory.longAt(at + size));
        }
    }

    private static long word(SymbolLookup jvm, String symbol) throws WalkUnavailableException {
        long address = jvm.find(PREFIX + symbol)
                .orElseThrow(() -> new WalkUnavailableException("libjvm does not export " + PREFIX + symbol))
                .address();
        return RawMemory.longAt(address);
    }

    /** Offset in bytes of a field within its type. */
    int offset(String field) throws WalkUnavailableException {
        return Math.toIntExact(field(field));
    }

    /** Address of a static field. */
    long address(String field) throws WalkUnavailableException {
        return field(field);
    }

    /** Whether this JVM exports the field. */
    boolean has(String field) {
        return fields.containsKey(field);
    }

    private long field(String field) throws WalkUnavailableException {
        Long found = fields.get(field);
        if (found == null) {
            throw new WalkUnavailableException("libjvm does not export " + field);
        }
        return found;
    }

    int constant(String name) throws WalkUnavailableException {
        Integer found = constants.get(name);
        if (found == null) {
            throw new WalkUnavailableException("libjvm does not export " + name);
        }
        return found;
    }

    /** A constant that only some JVMs export. */
    int constantOr(String name, int otherwise) {
        return constants.getOrDefault(name, otherwise);
    }

    /** Size of a type in bytes. */
    int size(String type) throws WalkUnavailableException {
        Long found = sizes.get(type);
        if (found == null) {
            throw new WalkUnavailableException("libjvm does not export the size of " + type);
        }
        return Math.toIntExact(found);
    }
}
