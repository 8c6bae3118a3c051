package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_heap;
import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Fills the helper's description of the running JVM from the exported tables. Its memory is never given back. */
final class VmFacts {
    /**
     * Moves with every class that is parsed, also for a redefinition. Memory of an interpreted method is used again only
     * by a class parsed later, so keys with an equal count stand for equal methods. The unload count would not do: memory
     * of redefined methods is reused while it stands still.
     */
    private static final String GENERATION = "java.cls.loadedClasses";

    /** Of such a description: room for all heaps. */
    static final long BYTES = uh_vm.sizeof() + Helper.UH_MAX_HEAPS() * uh_heap.sizeof();

    private static final int WORD = Long.BYTES;

    private final VmStructs structs;
    private final MemorySegment vm = Arena.global().allocate(BYTES, Long.BYTES);

    private VmFacts(VmStructs structs) {
        this.structs = structs;
    }

    /** A new {@code uh_vm} and its heaps; slots of frames that this JVM does not export are 0 and left to calibration. */
    static MemorySegment gather(VmStructs structs) throws WalkUnavailableException {
        VmFacts facts = new VmFacts(structs);
        facts.codeCache();
        facts.interpreter();
        facts.entries();
        facts.blobs();
        facts.debugData();
        facts.anchors();
        return facts.vm;
    }

    private void codeCache() throws WalkUnavailableException {
        uh_vm.code_low(vm, RawMemory.longAt(structs.address("CodeCache::_low_bound")));
        long heaps = RawMemory.longAt(structs.address("CodeCache::_heaps"));
        int count = RawMemory.intAt(heaps + structs.offset("GrowableArrayBase::_len"));
        if (count < 1 || count > Helper.UH_MAX_HEAPS()) {
            throw new WalkUnavailableException(count + " code heaps, expected 1 to " + Helper.UH_MAX_HEAPS());
        }
        // The element type is not exported by itself; all these arrays are one template.
        long data = RawMemory.longAt(heaps + structs.offset("GrowableArray<int>::_data"));
        for (int i = 0; i < count; i++) {
            heap(
                    vm.asSlice(uh_vm.sizeof() + i * uh_heap.sizeof(), uh_heap.sizeof()),
                    RawMemory.longAt(data + (long) i * WORD));
        }
        uh_vm.heap_count(vm, count);
        uh_vm.block_used(vm, structs.offset("HeapBlock::Header::_used"));
        uh_vm.block_header(vm, structs.size("HeapBlock"));
    }

    private void heap(MemorySegment to, long heap) throws WalkUnavailableException {
        long memory = heap + structs.offset("CodeHeap::_memory");
        long map = heap + structs.offset("CodeHeap::_segmap");
        int low = structs.offset("VirtualSpace::_low");
        int high = structs.offset("VirtualSpace::_high");
        long mapLow = RawMemory.longAt(map + low);
        uh_heap.low(to, RawMemory.longAt(memory + low));
        uh_heap.high(to, RawMemory.longAt(memory + high));
        uh_heap.high_at(to, memory + high);
        uh_heap.map_low(to, mapLow);
        uh_heap.map_high_at(to, map + high);
        uh_heap.map_size(to, RawMemory.longAt(map + high) - mapLow);
        uh_heap.segment_shift(to, RawMemory.intAt(heap + structs.offset("CodeHeap::_log2_segment_size")));
    }

    private void interpreter() throws WalkUnavailableException {
        long queue = RawMemory.longAt(structs.address("AbstractInterpreter::_code"));
        uh_vm.interpreter_low(vm, RawMemory.longAt(queue + structs.offset("StubQueue::_stub_buffer")));
        uh_vm.interpreter_size(vm, RawMemory.intAt(queue + structs.offset("StubQueue::_buffer_limit")));
        int senderSp = structs.constantOr("frame::interpreter_frame_sender_sp_offset", 0) * WORD;
        uh_vm.interpreter_sender_sp(vm, senderSp);
        uh_vm.interpreter_lowest(vm, senderSp);
        uh_vm.generation_at(vm, new PerfCounters(structs).find(GENERATION));
        long low = RawMemory.longAt(structs.address("MetaspaceObj::_shared_metaspace_base"));
        uh_vm.shared_low(vm, low);
        uh_vm.shared_size(vm, RawMemory.longAt(structs.address("MetaspaceObj::_shared_metaspace_top")) - low);
    }

    private void entries() throws WalkUnavailableException {
        uh_vm.call_stub_return(vm, RawMemory.longAt(structs.address("StubRoutines::_call_stub_return_address")));
        uh_vm.continuation_return_at(vm, structs.address("ContinuationEntry::_return_pc"));
        uh_vm.entry_wrapper(vm, structs.constantOr("frame::entry_frame_call_wrapper_offset", 0) * WORD);
    }

    private void blobs() throws WalkUnavailableException {
        uh_vm.blob_kind(vm, structs.offset("CodeBlob::_kind"));
        uh_vm.blob_size(vm, structs.offset("CodeBlob::_size"));
        uh_vm.blob_frame_size(vm, structs.offset("CodeBlob::_frame_size"));
        uh_vm.blob_code_offset(vm, structs.offset("CodeBlob::_code_offset"));
        uh_vm.blob_bytes(vm, Math.max(structs.size("nmethod"), structs.size("UpcallStub")));
        uh_vm.nmethod_compile_id(vm, structs.offset("nmethod::_compile_id"));
        uh_vm.nmethod_deopt_handler(vm, structs.offset("nmethod::_deopt_handler_offset"));
        uh_vm.nmethod_deopt_mh_handler(vm, structs.offset("nmethod::_deopt_mh_handler_offset"));
        uh_vm.nmethod_orig_pc(vm, structs.offset("nmethod::_orig_pc_offset"));
        uh_vm.kind_nmethod(vm, structs.constant("CodeBlobKind::Nmethod"));
        uh_vm.kind_upcall(vm, structs.constant("CodeBlobKind::Upcall"));
        uh_vm.upcall_frame_data(vm, structs.offset("UpcallStub::_frame_data_offset"));
        uh_vm.upcall_anchor(vm, structs.offset("UpcallStub::FrameData::jfa"));
    }

    /** Only makes keys shorter: how many Java frames a compiled frame holds. */
    private void debugData() throws WalkUnavailableException {
        uh_vm.nmethod_immutable_data(vm, structs.offset("nmethod::_immutable_data"));
        uh_vm.nmethod_immutable_size(vm, structs.offset("nmethod::_immutable_data_size"));
        uh_vm.nmethod_scopes_pcs(vm, structs.offset("nmethod::_scopes_pcs_offset"));
        uh_vm.nmethod_scopes_data(vm, structs.offset("nmethod::_scopes_data_offset"));
        uh_vm.pc_desc_pc(vm, structs.offset("PcDesc::_pc_offset"));
        uh_vm.pc_desc_scope(vm, structs.offset("PcDesc::_scope_decode_offset"));
        uh_vm.pc_desc_bytes(vm, structs.size("PcDesc"));
    }

    private void anchors() throws WalkUnavailableException {
        uh_vm.anchor_sp(vm, structs.offset("JavaFrameAnchor::_last_Java_sp"));
        uh_vm.anchor_fp(vm, structs.offset("JavaFrameAnchor::_last_Java_fp"));
        uh_vm.anchor_pc(vm, structs.offset("JavaFrameAnchor::_last_Java_pc"));
        uh_vm.wrapper_anchor(vm, structs.offset("JavaCallWrapper::_anchor"));
    }
}
