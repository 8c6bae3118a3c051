package io.github.underheap.stack;

/** Reads the JVM's own {@code -XX} flags without any management module. */
final class JvmFlags {
    private final long first;
    private final long count;
    private final int stride;
    private final int name;
    private final int address;

    JvmFlags(VmStructs structs) throws WalkUnavailableException {
        first = RawMemory.longAt(structs.address("JVMFlag::flags"));
        count = RawMemory.longAt(structs.address("JVMFlag::numFlags"));
        stride = structs.size("JVMFlag");
        name = structs.offset("JVMFlag::_name");
        address = structs.offset("JVMFlag::_addr");
    }

    /** Value of a boolean flag; false when this JVM has no such flag. */
    boolean isOn(String flag) {
        for (long i = 0; i < count; i++) {
            long at = first + i * stride;
            long nameAt = RawMemory.longAt(at + name);
            if (nameAt != 0
                    && RawMemory.byteAt(nameAt) == flag.charAt(0)
                    && RawMemory.stringAt(nameAt).equals(flag)) {
                return RawMemory.byteAt(RawMemory.longAt(at + address)) != 0;
            }
        }
        return false;
    }
}
