package io.github.underheap.stack.program;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Deoptimises the compiled frames on all stacks, by the JVM's own test hook. */
final class Deoptimizer {
    private static final MethodHandle DEOPTIMIZE = find();

    private Deoptimizer() {}

    static void deoptimize(boolean makeNotEntrant) {
        try {
            DEOPTIMIZE.invoke(makeNotEntrant);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static MethodHandle find() {
        try {
            Class<?> box = Class.forName("jdk.test.whitebox.WhiteBox", true, null);
            Object instance = box.getConstructor().newInstance();
            return MethodHandles.lookup()
                    .findVirtual(box, "deoptimizeFrames", MethodType.methodType(int.class, boolean.class))
                    .bindTo(instance);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("start the JVM with -XX:+WhiteBoxAPI and the class on its boot path", e);
        }
    }
}
