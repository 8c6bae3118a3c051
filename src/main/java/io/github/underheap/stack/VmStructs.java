package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.foreign.Arena;

/** The tables that libjvm exports for debuggers: where fields lie, what constants are, how large types are. */
final class VmStructs {

    /** Where a table says something of a name, or 0. The helper searches, because Java code is slow during start-up. */
    private static long find(int table, String name) {
        try (Arena memory = Arena.ofConfined()) {
            return Helper.uh_exported(table, memory.allocateFrom(name).address());
        }
    }

    private static long found(int table, String name) throws WalkUnavailableException {
        long found = find(table, name);
        if (found == 0) {
            throw new WalkUnavailableException(
                    "libjvm does not export " + (table == Helper.UH_SIZES() ? "the size of " : "") + name);
        }
        return found;
    }

    /** Offset in bytes of a field within its type. */
    int offset(String field) throws WalkUnavailableException {
        return Math.toIntExact(RawMemory.longAt(found(Helper.UH_FIELDS(), field)));
    }

    /** Address of a static field. */
    long address(String field) throws WalkUnavailableException {
        return RawMemory.longAt(found(Helper.UH_FIELDS(), field));
    }

    int constant(String name) throws WalkUnavailableException {
        return RawMemory.intAt(found(Helper.UH_CONSTANTS(), name));
    }

    /** A constant that only some JVMs export. */
    int constantOr(String name, int otherwise) {
        long found = find(Helper.UH_CONSTANTS(), name);
        return found == 0 ? otherwise : RawMemory.intAt(found);
    }

    /** Size of a type in bytes. */
    int size(String type) throws WalkUnavailableException {
        return Math.toIntExact(RawMemory.longAt(found(Helper.UH_SIZES(), type)));
    }
}
