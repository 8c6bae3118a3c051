package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * This process, found fit for being walked in one mode. Nothing here can change while the process lives, so it is found
 * out once.
 *
 * @param mode {@link WalkMode#VM} or {@link WalkMode#FP}
 * @param address of the helper's {@code uh_vm}
 * @param calleeFrames most Java frames from the callee of {@link NativeWalkCapture#site()} to the helper
 */
record WalkableVm(WalkMode mode, long address, int calleeFrames) {
    /** Interpreted, there are six; two more for plumbing that only another JVM flag brings. */
    private static final int LEAST_CALLEE_FRAMES = 6;

    private static final int MARGIN = 2;

    private static final Map<WalkMode, WalkableVm> FOUND = new EnumMap<>(WalkMode.class);
    private static final Map<WalkMode, WalkUnavailableException> REFUSED = new EnumMap<>(WalkMode.class);

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

    private static synchronized WalkableVm prepared(WalkMode wanted) throws WalkUnavailableException {
        WalkableVm found = FOUND.get(wanted);
        if (found != null) {
            return found;
        }
        WalkUnavailableException refused = REFUSED.get(wanted);
        if (refused != null) {
            throw refused;
        }
        try {
            found = prepare(wanted);
        } catch (WalkUnavailableException e) {
            REFUSED.put(wanted, e);
            throw e;
        } catch (RuntimeException | LinkageError e) {
            WalkUnavailableException unexpected = new WalkUnavailableException("cannot be prepared: " + e, e);
            REFUSED.put(wanted, unexpected);
            throw unexpected;
        }
        FOUND.put(wanted, found);
        return found;
    }

    private static WalkableVm prepare(WalkMode wanted) throws WalkUnavailableException {
        Library.load();
        VmStructs structs = new VmStructs();
        if (wanted == WalkMode.AUTO && !isTried(structs)) {
            throw new WalkUnavailableException(
                    "this build of Java " + Runtime.version() + " was never tried (fingerprint "
                            + HexFormat.of().toHexDigits(structs.fingerprint())
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
            throw new WalkUnavailableException("on this machine the walk needs -XX:+PreserveFramePointer");
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
        WalkableVm vm = new WalkableVm(mode, facts.address(), callees);
        SelfCheck.run(vm);
        return vm;
    }

    /** On aarch64 the release alone decides, because no fingerprint is known there. */
    private static boolean isTried(VmStructs structs) throws WalkUnavailableException {
        return HelperFile.platform().endsWith("-aarch64") || TriedVms.contain(structs.fingerprint());
    }

    /** Loads the helper once for both modes. */
    private static final class Library {
        private static boolean loaded;

        static synchronized void load() throws WalkUnavailableException {
            if (!loaded) {
                HelperFile.load();
                loaded = true;
            }
        }
    }
}
