package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;

/**
 * What the tables that libjvm exports for debuggers say of what the walk uses: where fields lie, what constants are, how large types
 * are.
 *
 * <p>All of it is looked up at once, and makes the {@link #fingerprint()}. It is compiled into libjvm: no flag and no run changes it,
 * except for the addresses of static fields, which are left out.
 */
final class VmStructs {
    /** Fields of objects: where the tables give an offset in bytes. */
    private static final String[] OFFSETS = {
        "CodeBlob::_code_offset",
        "CodeBlob::_frame_size",
        "CodeBlob::_kind",
        "CodeBlob::_size",
        "CodeHeap::_log2_segment_size",
        "CodeHeap::_memory",
        "CodeHeap::_segmap",
        "GrowableArray<int>::_data",
        "GrowableArrayBase::_len",
        "HeapBlock::Header::_used",
        "JVMFlag::_addr",
        "JVMFlag::_name",
        "JavaCallWrapper::_anchor",
        "JavaFrameAnchor::_last_Java_fp",
        "JavaFrameAnchor::_last_Java_pc",
        "JavaFrameAnchor::_last_Java_sp",
        "Method::_constMethod",
        "PcDesc::_pc_offset",
        "PcDesc::_scope_decode_offset",
        "PerfDataEntry::data_offset",
        "PerfDataEntry::entry_length",
        "PerfDataEntry::name_offset",
        "PerfDataPrologue::entry_offset",
        "PerfDataPrologue::num_entries",
        "StubQueue::_buffer_limit",
        "StubQueue::_stub_buffer",
        "UpcallStub::FrameData::jfa",
        "UpcallStub::_frame_data_offset",
        "VirtualSpace::_high",
        "VirtualSpace::_low",
        "nmethod::_compile_id",
        "nmethod::_deopt_handler_offset",
        "nmethod::_deopt_mh_handler_offset",
        "nmethod::_immutable_data",
        "nmethod::_immutable_data_size",
        "nmethod::_orig_pc_offset",
        "nmethod::_scopes_data_offset",
        "nmethod::_scopes_pcs_offset",
    };

    /** Static fields: where the tables give an address. */
    private static final String[] ADDRESSES = {
        "AbstractInterpreter::_code",
        "CodeCache::_heaps",
        "CodeCache::_low_bound",
        "ContinuationEntry::_return_pc",
        "JVMFlag::flags",
        "JVMFlag::numFlags",
        "MetaspaceObj::_shared_metaspace_base",
        "MetaspaceObj::_shared_metaspace_top",
        "PerfMemory::_end",
        "PerfMemory::_start",
        "StubRoutines::_call_stub_return_address",
    };

    private static final String[] CONSTANTS = {
        "CodeBlobKind::Nmethod",
        "CodeBlobKind::Upcall",
        "frame::entry_frame_call_wrapper_offset",
        "frame::interpreter_frame_sender_sp_offset",
    };

    private static final String[] SIZES = {
        "ConstMethod", "HeapBlock", "JVMFlag", "PcDesc", "UpcallStub", "nmethod",
    };

    /** More than any offset or size, and less than any address. */
    private static final long LARGEST_OFFSET = 1 << 20;

    private static final long ABSENT = Long.MIN_VALUE;

    private final Map<String, Long> offsets = new HashMap<>();
    private final Map<String, Long> addresses = new HashMap<>();
    private final Map<String, Long> constants = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private final long fingerprint;

    /** What the walk of a stack uses, looked up in the JVM of this process. */
    VmStructs() {
        this(OFFSETS, ADDRESSES, CONSTANTS, SIZES);
    }

    /** Other names, which are looked up now; only they can be asked for. */
    VmStructs(String[] ofOffsets, String[] ofAddresses, String[] ofConstants, String[] ofSizes) {
        long hash = Fnv.START;
        for (String name : ofOffsets) {
            hash = Fnv.add(hash, name, keep(offsets, name, longAt(find(Helper.UH_FIELDS(), name))));
        }
        for (String name : ofAddresses) {
            long address = keep(addresses, name, longAt(find(Helper.UH_FIELDS(), name)));
            hash = Fnv.add(hash, name, address >= LARGEST_OFFSET ? 1 : ABSENT);
        }
        for (String name : ofConstants) {
            long place = find(Helper.UH_CONSTANTS(), name);
            hash = Fnv.add(hash, name, keep(constants, name, place == 0 ? ABSENT : RawMemory.intAt(place)));
        }
        for (String name : ofSizes) {
            hash = Fnv.add(hash, name, keep(sizes, name, longAt(find(Helper.UH_SIZES(), name))));
        }
        fingerprint = hash;
    }

    /** A constant of 64 bits, which is in no list. */
    static long longConstant(String name) throws WalkUnavailableException {
        long place = find(Helper.UH_LONGS(), name);
        if (place == 0) {
            throw new WalkUnavailableException("libjvm does not export " + name);
        }
        return RawMemory.longAt(place);
    }

    /** Where a table says something of a name, or 0. The helper searches, because Java code is slow during start-up. */
    private static long find(int table, String name) {
        try (Arena memory = Arena.ofConfined()) {
            return Helper.uh_exported(table, memory.allocateFrom(name).address());
        }
    }

    private static long longAt(long place) {
        return place == 0 ? ABSENT : RawMemory.longAt(place);
    }

    private static long keep(Map<String, Long> values, String name, long value) {
        values.put(name, value);
        return value;
    }

    /** The 64-bit hash of Fowler, Noll and Vo (FNV-1a). */
    private static final class Fnv {
        static final long START = 0xcbf29ce484222325L;
        private static final long PRIME = 0x100000001b3L;

        static long add(long hash, String name, long value) {
            long sum = hash;
            for (int i = 0; i < name.length(); i++) {
                sum = (sum ^ name.charAt(i)) * PRIME;
            }
            sum *= PRIME;
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                sum = (sum ^ (value >>> shift & 0xFF)) * PRIME;
            }
            return sum;
        }
    }

    /** The same for builds of libjvm that are the same to the walk. */
    long fingerprint() {
        return fingerprint;
    }

    /** A value that must be there; only what is in the lists may be asked for. */
    private static long found(Map<String, Long> values, String name, String what) throws WalkUnavailableException {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is in no list");
        }
        if (value == ABSENT) {
            throw new WalkUnavailableException("libjvm does not export " + what + name);
        }
        return value;
    }

    private static int small(long value, String name) throws WalkUnavailableException {
        if (value < 0 || value >= LARGEST_OFFSET) {
            throw new WalkUnavailableException("libjvm exports " + name + " in a way that is not known");
        }
        return (int) value;
    }

    /** Offset in bytes of a field within its type. */
    int offset(String field) throws WalkUnavailableException {
        return small(found(offsets, field, ""), field);
    }

    /** Address of a static field. */
    long address(String field) throws WalkUnavailableException {
        long address = found(addresses, field, "");
        if (address < LARGEST_OFFSET) {
            throw new WalkUnavailableException("libjvm exports " + field + " in a way that is not known");
        }
        return address;
    }

    int constant(String name) throws WalkUnavailableException {
        return (int) found(constants, name, "");
    }

    /** A constant that only some JVMs export. */
    int constantOr(String name, int otherwise) {
        Long value = constants.get(name);
        return value == null || value == ABSENT ? otherwise : value.intValue();
    }

    /** Size of a type in bytes. */
    int size(String type) throws WalkUnavailableException {
        return small(found(sizes, type, "the size of "), "the size of " + type);
    }
}
