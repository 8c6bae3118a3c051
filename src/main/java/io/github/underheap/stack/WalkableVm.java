package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * This process, found fit for being walked in one mode. Nothing here can change while the process lives, so it is found
 * out once.
 *
 * <p><b>Race.</b> One thread at a time prepares a mode; the others wait for it, and then look again. Its classes come from the application's
 * class loader, so somebody who waits may hold what it needs: nobody waits longer than {@value #PATIENCE_NANOS} ns, and who has waited
 * in vain goes without the walk. That is half as long as {@link FirstUse} waits. The lock is held to read and write the fields here,
 * and for nothing else.
 *
 * @param mode {@link WalkMode#VM} or {@link WalkMode#FP}
 * @param address of the helper's {@code uh_vm}
 * @param calleeFrames most Java frames from the callee of {@link NativeWalkCapture#site()} to the helper
 * @param frozen finds out about frames that are not on the stack
 */
record WalkableVm(WalkMode mode, long address, int calleeFrames, FrozenFrames frozen) {
    /** Interpreted, there are six; two more for plumbing that only another JVM flag brings. */
    private static final int LEAST_CALLEE_FRAMES = 6;

    private static final int MARGIN = 2;

    private static final long PATIENCE_NANOS = FirstUse.PATIENCE_NANOS / 2;

    /** What has come to an end, guarded by the lock, as the next one. */
    private static final Map<WalkMode, Preparation> ENDED = new EnumMap<>(WalkMode.class);

    private static @Nullable Preparation underWay;

    /** Of the JVM, as 16 hexadecimal digits; empty until a mode was prepared that far. */
    private static volatile String fingerprint = "";

    static WalkableVm of(WalkMode wanted) throws WalkUnavailableException {
        if (wanted == WalkMode.OFF) {
            throw new WalkUnavailableException("walk=off");
        }
        HelperFile.platform();
        if (!WalkableVm.class.getModule().isNativeAccessEnabled()) {
            throw new WalkUnavailableException("native access is not enabled for underheap (--enable-native-access)");
        }
        int release = Runtime.version().feature();
        if (wanted == WalkMode.AUTO && release != TriedVms.RELEASE) {
            throw new WalkUnavailableException(
                    "Java " + release + " was never tried; walk=vm tries it, guarded by a self-check");
        }
        return prepared(wanted);
    }

    /** From now on {@link #frozenHits()} counts. */
    void countFrozenHits() {
        uh_vm.counts_frozen_hits(RawMemory.slice(address, uh_vm.sizeof()), 1);
    }

    /** Stacks of this process that were recognised by frozen frames, while they were counted. */
    long frozenHits() {
        return uh_vm.frozen_hits(RawMemory.slice(address, uh_vm.sizeof()));
    }

    /** See {@link NativeWalk#fingerprint()}. */
    static String fingerprint() {
        return fingerprint;
    }

    private static WalkableVm prepared(WalkMode wanted) throws WalkUnavailableException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        Preparation mine = new Preparation(wanted);
        while (true) {
            Preparation one = join(mine);
            if (one == mine) {
                one.run();
            } else if (!one.ended.await(one.isMyThread() ? 0 : end - System.nanoTime())) {
                throw new WalkUnavailableException(
                        one.isMyThread()
                                ? "this is called while it is prepared"
                                : "it has been under preparation for " + PATIENCE_NANOS / 1_000_000_000
                                        + " s, by a thread that waits for another one");
            }
            WalkableVm found = one.found;
            if (found != null && one.mode == wanted) {
                return found;
            }
            WalkUnavailableException refused = one.refused;
            if (refused != null && one.mode == wanted) {
                throw refused;
            }
        }
    }

    /** What has ended for this mode, or is under way for any; else this one, which is under way from now on. */
    private static synchronized Preparation join(Preparation mine) {
        Preparation known = ENDED.get(mine.mode);
        if (known != null) {
            return known;
        }
        if (underWay == null) {
            underWay = mine;
        }
        return underWay;
    }

    private static synchronized void end(Preparation mine, boolean settled) {
        underWay = null;
        if (settled) {
            ENDED.put(mine.mode, mine);
        }
    }

    /** Whether a mode is being prepared now. */
    static synchronized boolean isUnderWay() {
        return underWay != null;
    }

    /** By one thread, which writes the result before it says that it has ended. */
    private static final class Preparation {

        private final WalkMode mode;
        private final Thread thread = Thread.currentThread();
        private final Outcome<Boolean> ended = new Outcome<>();
        private @Nullable WalkableVm found;
        private @Nullable WalkUnavailableException refused;

        Preparation(WalkMode mode) {
            this.mode = mode;
        }

        /** As when a class loader's code, which the preparation calls, makes a tracker. */
        boolean isMyThread() {
            return thread.equals(Thread.currentThread());
        }

        /** An end of memory or stack settles nothing: the next one tries again. */
        void run() {
            boolean settled = false;
            try {
                try {
                    found = prepare(mode);
                } catch (WalkUnavailableException e) {
                    refused = e;
                } catch (RuntimeException | LinkageError e) {
                    refused = new WalkUnavailableException("cannot be prepared: " + e, e);
                }
                settled = true;
            } finally {
                end(this, settled);
                ended.done(settled);
            }
        }
    }

    private static WalkableVm prepare(WalkMode wanted) throws WalkUnavailableException {
        Library.load();
        VmStructs structs = new VmStructs();
        String digits = HexFormat.of().toHexDigits(structs.fingerprint());
        fingerprint = digits;
        if (wanted == WalkMode.AUTO && !isTried(structs)) {
            throw new WalkUnavailableException(
                    "this build of Java " + Runtime.version() + " was never tried (fingerprint "
                            + digits
                            + "); walk=vm tries it, guarded by a self-check");
        }
        JvmFlags flags = new JvmFlags(structs);
        if (flags.isOn("EnableJVMCI") || flags.isOn("UseJVMCICompiler")) {
            throw new WalkUnavailableException("code of a JVMCI compiler was never tried");
        }
        if (flags.isOn("NMethodRelocation") || flags.isOn("HotCodeHeap")) {
            throw new WalkUnavailableException(
                    "compiled code that moves has the compile id twice, which makes keys ambiguous");
        }
        boolean framePointers = flags.isOn("PreserveFramePointer");
        if (wanted == WalkMode.FP && !framePointers) {
            throw new WalkUnavailableException("walk=fp needs -XX:+PreserveFramePointer");
        }
        WalkMode mode = wanted == WalkMode.VM || !framePointers ? WalkMode.VM : WalkMode.FP;
        MemorySegment facts = VmFacts.gather(structs);
        if (mode == WalkMode.VM && uh_vm.interpreter_sender_sp(facts) == 0) {
            throw new WalkUnavailableException(
                    "on this machine the walk needs -XX:+PreserveFramePointer, and walk=auto or fp");
        }
        if (Helper.uh_enter_thread(0, 0) != 0) {
            throw new WalkUnavailableException("the bounds of a thread's stack are not known");
        }
        InterpreterSlots.find(facts, structs);
        if (uh_vm.entry_wrapper(facts) == 0) {
            uh_vm.entry_wrapper(facts, EntrySlot.find(facts));
        }
        if (uh_vm.entry_wrapper(facts) == 0) {
            throw new WalkUnavailableException("the frames in which the JVM calls Java are not known");
        }
        uh_vm.by_frame_pointer(facts, mode == WalkMode.FP ? 1 : 0);
        int callees = Math.max(LEAST_CALLEE_FRAMES, SelfCheck.calleeFrames(facts.address())) + MARGIN;
        WalkableVm vm =
                new WalkableVm(mode, facts.address(), callees, new FrozenFrames(facts.address(), callees, flags));
        SelfCheck.run(vm);
        return vm;
    }

    /** On aarch64 the release alone decides, because no fingerprint is known there. */
    private static boolean isTried(VmStructs structs) throws WalkUnavailableException {
        return HelperFile.platform().endsWith("-aarch64") || TriedVms.contain(structs.fingerprint());
    }

    /** Loads the helper once for both modes, of which one at a time is prepared. */
    private static final class Library {
        private static boolean loaded;

        static void load() throws WalkUnavailableException {
            if (!loaded) {
                HelperFile.load();
                loaded = true;
            }
        }
    }
}
