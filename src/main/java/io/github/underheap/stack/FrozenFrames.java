package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_chunks;
import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Finds out where frames of virtual threads lie that are not on the stack. After a virtual thread has yielded, only its innermost frames come
 * back to the stack; below them stands the JVM's return barrier, and the others lie in chunks on the Java heap until they are returned to.
 *
 * <p>It is done when a walk ends at a barrier for the first time, on that thread, since before there is none to look at; programs without such
 * threads pay nothing. What is found is tried on the same stack, and only then given to the helper. Where frozen frames cannot be read, the
 * helper knows the barrier all the same, so that such stacks can be learned as StackWalker's.
 *
 * <p>Only under collectors that move objects at safepoints alone: no walk sees a chunk that is being moved.
 *
 * <p><b>Race.</b> Several threads may meet a barrier at the same time: one of them tries, the others ask StackWalker. What the helper reads
 * is complete before its address is stored with release semantics, and is never given back.
 *
 * <p>Thread-safe. Nothing reaches the caller, whatever goes wrong.
 */
final class FrozenFrames {

    private static final AtomicIntegerFieldUpdater<FrozenFrames> BUSY =
            AtomicIntegerFieldUpdater.newUpdater(FrozenFrames.class, "busy");

    /** A walk may be cut, or the heap in a state that is not understood; not for long. */
    private static final int MOST_TRIES = 64;

    private static final String BARRIER_BLOB = "StubRoutines (continuationstubs)";

    private final long vm;
    private final int calleeFrames;
    private final JvmFlags flags;
    /** Why they are not even looked at; empty if they are. */
    private final String whyNot;

    /** 1 while somebody tries; given back by a plain store, for which a full stack has room. */
    @SuppressWarnings("UnusedVariable") // by BUSY
    private volatile int busy;

    private int tries;
    private volatile boolean settled;
    private volatile String state;

    /**
     * Nothing is known yet.
     *
     * @param vm address of the helper's {@code uh_vm}, which is told
     * @param calleeFrames most Java frames of the library and of plumbing that a walk meets before its caller's
     */
    FrozenFrames(long vm, int calleeFrames, JvmFlags flags) throws WalkUnavailableException {
        this.vm = vm;
        this.calleeFrames = calleeFrames;
        this.flags = flags;
        this.whyNot = whyNot();
        this.state = whyNot.isEmpty() ? "read when they are met" : "off: " + whyNot;
    }

    /** {@code read when they are met}, {@code read}, or {@code off:} and why. */
    String state() {
        return state;
    }

    /** Whether nothing more will be found out. */
    boolean isSettled() {
        return settled;
    }

    /** The current thread's walk has ended in this way. */
    void met(int end) {
        if (settled
                || (end != Helper.UH_NO_FRAME_SIZE() && end != Helper.UH_BARRIER())
                || !Thread.currentThread().isVirtual()
                || !BUSY.compareAndSet(this, 0, 1)) {
            return;
        }
        try {
            if (!settled) {
                attempt();
            }
        } catch (WalkUnavailableException e) {
            settle("off: " + e.reason());
        } catch (RuntimeException | LinkageError e) {
            settle("off: cannot be found: " + e);
        } catch (Throwable t) {
            // As where the stack or the heap is full: that settles nothing.
        } finally {
            busy = 0;
        }
    }

    private void settle(String how) {
        state = how;
        settled = true;
    }

    private void attempt() throws WalkUnavailableException {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment trial = memory.allocate(VmFacts.BYTES, Long.BYTES);
            trial.copyFrom(RawMemory.slice(vm, VmFacts.BYTES));
            // What is on this stack stays loaded meanwhile, so the counter may stand still.
            uh_vm.generation_at(trial, memory.allocate(Long.BYTES, Long.BYTES).address());
            if (!isAtBarrier(trial, memory)) {
                return;
            }
            if (!whyNot.isEmpty()) {
                throw new WalkUnavailableException(whyNot);
            }
            ChunkFacts facts = new ChunkFacts(trial, flags, memory);
            if (facts.find() && isRight(trial)) {
                MemorySegment kept = Arena.global().allocate(uh_chunks.sizeof(), Long.BYTES);
                kept.copyFrom(facts.found());
                uh_vm.interpreter_locals(RawMemory.slice(vm, VmFacts.BYTES), uh_vm.interpreter_locals(trial));
                uh_vm.interpreter_lowest(RawMemory.slice(vm, VmFacts.BYTES), uh_vm.interpreter_lowest(trial));
                RawMemory.putLongRelease(vm + uh_vm.chunks$offset(), kept.address());
                settle("read");
                return;
            }
        }
        if (++tries == MOST_TRIES) {
            settle("off: their chunks could not be understood in " + MOST_TRIES + " tries");
        }
    }

    /** Whether the walk ends at the return barrier, of which the helper is told when it is met first. */
    private boolean isAtBarrier(MemorySegment trial, Arena memory) throws WalkUnavailableException {
        Standing standing = Standing.take(trial, memory);
        if (uh_vm.barrier(trial) != 0) {
            return standing.end() == Helper.UH_BARRIER();
        }
        if (standing.end() != Helper.UH_NO_FRAME_SIZE()
                || standing.blob() == 0
                || !ChunkFacts.nameOf(standing.blob()).equals(BARRIER_BLOB)) {
            return false;
        }
        uh_vm.barrier(trial, standing.pc());
        RawMemory.putLongRelease(vm + uh_vm.barrier$offset(), standing.pc());
        return true;
    }

    private String whyNot() throws WalkUnavailableException {
        String platform = HelperFile.platform();
        if (!platform.endsWith("-x86_64")) {
            return "never tried on " + platform;
        }
        if (!flags.isOn("UseG1GC") && !flags.isOn("UseParallelGC") && !flags.isOn("UseSerialGC")) {
            return "under this garbage collector chunks may move while they are read";
        }
        return uh_vm.interpreter_bcp(RawMemory.slice(vm, uh_vm.sizeof())) == 0
                ? "interpreted frames cannot be read"
                : "";
    }

    /** Whether the walk of this thread now ends where the thread begins, after as many frames as StackWalker sees. */
    private boolean isRight(MemorySegment trial) {
        int above = SelfCheck.calleeFrames(trial.address(), Helper.UH_BOTTOM_CONTINUATION());
        return above > 0 && above <= calleeFrames;
    }
}
