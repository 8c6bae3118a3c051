package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_chunks;
import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Fills the helper's description of stack chunks, on a thread that stands on a return barrier: thread, continuation, chunk, each led to by a
 * field of the one before. Where fields lie is read from the classes themselves ({@link VmClass}), and what no table tells from interpreted
 * frames.
 *
 * <p>Used by one thread.
 */
final class ChunkFacts {

    private static final String[] OFFSETS = {
        "ConstMethod::_max_locals",
        "JavaThread::_cont_entry",
        "JavaThread::_stack_base",
        "JavaThread::_threadObj",
        "Klass::_layout_helper",
        "Method::_constMethod",
        "oopDesc::_metadata._klass",
    };

    private static final String THREAD_CLASS = "vmClasses::_klasses[static_cast<int>(vmClassID::Thread_klass_knum)]";

    private static final String[] ADDRESSES = {
        "CompressedKlassPointers::_base",
        "CompressedKlassPointers::_shift",
        "CompressedOops::_base",
        "CompressedOops::_shift",
        THREAD_CLASS,
    };

    private static final String[] SIZES = {"ContinuationEntry"};

    private static final String CONTINUATION = "jdk/internal/vm/Continuation";
    private static final String CHUNK = "jdk/internal/vm/StackChunk";

    /** Objects are made of words: the layout says how many bytes an object has, and some bits besides. */
    private static final int LAYOUT_BITS = Long.BYTES - 1;

    /** Where the second word of a header lies. */
    private static final int SECOND_WORD = Long.BYTES;

    private static final long NARROW = 0xFFFFFFFFL;
    private static final int MOST_LOCALS = 0xFFFF;

    private final MemorySegment vm;
    private final JvmFlags flags;
    private final Arena memory;
    private final VmStructs ofClasses = VmClass.structs();
    private final VmStructs structs = new VmStructs(OFFSETS, ADDRESSES, new String[0], SIZES);
    private final MemorySegment facts;

    /**
     * Nothing is known yet.
     *
     * @param vm a {@code uh_vm} that is told what is found
     */
    ChunkFacts(MemorySegment vm, JvmFlags flags, Arena memory) {
        this.vm = vm;
        this.flags = flags;
        this.memory = memory;
        this.facts = memory.allocate(uh_chunks.sizeof(), Long.BYTES);
    }

    /** The name of a code block, which is one of the JVM's own. */
    static String nameOf(long blob) throws WalkUnavailableException {
        VmStructs names = new VmStructs(new String[] {"CodeBlob::_name"}, new String[0], new String[0], new String[0]);
        return RawMemory.stringAt(RawMemory.longAt(blob + names.offset("CodeBlob::_name")));
    }

    /** What was found: a {@code uh_chunks}, which lives as long as the memory. */
    MemorySegment found() {
        return facts;
    }

    /** Finds all that can be found of the current thread; false if it does not stand on a barrier any more. */
    boolean find() throws WalkUnavailableException {
        uh_chunks.oop_base(facts, RawMemory.longAt(structs.address("CompressedOops::_base")));
        uh_chunks.oop_shift(facts, RawMemory.intAt(structs.address("CompressedOops::_shift")));
        uh_chunks.oops_are_narrow(facts, flags.isOn("UseCompressedOops") ? 1 : 0);
        uh_chunks.thread_stack_base(facts, structs.offset("JavaThread::_stack_base"));
        uh_chunks.thread_object(facts, structs.offset("JavaThread::_threadObj"));
        uh_chunks.thread_entry(facts, structs.offset("JavaThread::_cont_entry"));
        uh_chunks.entry_bytes(facts, structs.size("ContinuationEntry"));
        uh_vm.chunks(vm, facts.address());
        VmClass thread = classAt(RawMemory.longAt(structs.address(THREAD_CLASS)));
        uh_chunks.thread_continuation(facts, thread.fieldOffset("cont"));
        VmClass continuation = classOf(Standing.take(vm, memory)::continuationHeader);
        if (continuation == null) {
            return false;
        }
        uh_chunks.continuation_tail(facts, continuation.superNamed(CONTINUATION).fieldOffset("tail"));
        Standing standing = Standing.take(vm, memory);
        VmClass chunk = classOf(standing::chunkHeader);
        if (chunk == null) {
            return false;
        }
        chunk(chunk.superNamed(CHUNK), standing);
        locals();
        return true;
    }

    private void chunk(VmClass chunk, Standing standing) throws WalkUnavailableException {
        uh_chunks.chunk_parent(facts, chunk.fieldOffset("parent"));
        uh_chunks.chunk_size(facts, chunk.fieldOffset("size"));
        uh_chunks.chunk_sp(facts, chunk.fieldOffset("sp"));
        uh_chunks.chunk_bottom(facts, chunk.fieldOffset("bottom"));
        uh_chunks.chunk_stack(facts, chunk.intAt(structs.offset("Klass::_layout_helper")) & ~LAYOUT_BITS);
        int at = areCompact() ? 0 : SECOND_WORD;
        long mask = areCompact() ? -1L << compactShift() : areNarrow() ? NARROW : -1L;
        uh_chunks.klass_at(facts, at);
        uh_chunks.klass_mask(facts, mask);
        uh_chunks.klass_word(facts, standing.chunkHeader(at / Long.BYTES) & mask);
    }

    private boolean areCompact() {
        return flags.isOn("UseCompactObjectHeaders");
    }

    private boolean areNarrow() {
        return flags.isOn("UseCompressedClassPointers");
    }

    private static int compactShift() throws WalkUnavailableException {
        return (int) VmStructs.longConstant("markWord::klass_shift");
    }

    /** The class of an object, by its header's words; null if there is no object. */
    private @Nullable VmClass classOf(IntFunction<Long> header) throws WalkUnavailableException {
        long mark = header.apply(0);
        long klass = header.apply(1);
        if ((mark | klass) == 0) {
            return null;
        }
        if (structs.offset("oopDesc::_metadata._klass") != SECOND_WORD) {
            throw new WalkUnavailableException("objects have another header than is known");
        }
        if (areCompact()) {
            return narrow(mark >>> compactShift());
        }
        return areNarrow() ? narrow(klass & NARROW) : classAt(klass);
    }

    private VmClass classAt(long klass) {
        return new VmClass(klass, memory, ofClasses);
    }

    private VmClass narrow(long klass) throws WalkUnavailableException {
        return classAt(RawMemory.longAt(structs.address("CompressedKlassPointers::_base"))
                + (klass << RawMemory.intAt(structs.address("CompressedKlassPointers::_shift"))));
    }

    /**
     * The slot of interpreted frames that tells where their locals lie: it is the only one that holds in each of them, as a distance in words, one
     * more than the method has locals, which lie between the frame and its caller's. Not found, interpreted frames stay where walks end.
     */
    private void locals() throws WalkUnavailableException {
        withMoreLocals(1, 2, 3, 4, 5);
    }

    /** This method and its caller have other numbers of locals, and both are interpreted, because they have hardly ever run. */
    private void withMoreLocals(long a, long b, long c, long d, long e) throws WalkUnavailableException {
        Snapshot snapshot = Snapshot.take(vm, memory);
        int method = uh_vm.interpreter_method(vm);
        if (method == 0 || a + b + c + d + e == 0) {
            return;
        }
        int found = 0;
        int slots = 0;
        for (int slot = 0; slot < Helper.UH_LOCALS(); slot++) {
            if (tellsLocals(snapshot, slot, -method / Long.BYTES - 1)) {
                found = Snapshot.offset(slot);
                slots++;
            }
        }
        if (slots == 1) {
            uh_vm.interpreter_locals(vm, found);
            uh_vm.interpreter_lowest(vm, Math.min(found, uh_vm.interpreter_lowest(vm)));
        }
    }

    private boolean tellsLocals(Snapshot snapshot, int slot, int methodSlot) throws WalkUnavailableException {
        int least = MOST_LOCALS;
        int most = 0;
        for (int i = 0; i < snapshot.count(); i++) {
            Snapshot.Seen frame = snapshot.frame(i);
            if (frame.isInterpreted() && frame.local(methodSlot) != 0) {
                int locals = maxLocals(frame.local(methodSlot));
                if (frame.local(slot) != locals + 1) {
                    return false;
                }
                least = Math.min(least, locals);
                most = Math.max(most, locals);
            }
        }
        return most > least;
    }

    private int maxLocals(long method) throws WalkUnavailableException {
        VmClass.Words words = new VmClass.Words(memory);
        long constants = words.at(method + structs.offset("Method::_constMethod"));
        return words.shortAt(constants + structs.offset("ConstMethod::_max_locals"));
    }
}
