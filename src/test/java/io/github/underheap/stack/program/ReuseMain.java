package io.github.underheap.stack.program;

import io.github.underheap.stack.GenerationLever;
import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.SiteCapture;
import io.github.underheap.stack.WalkMode;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassDefinition;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Runs interpreted methods whose memory is used again: of a class that is redefined all the time, or of classes that come
 * and go. Each version has the same methods in another order and at other distances, so what lay at an address is soon
 * another method there.
 *
 * <pre>ReuseMain redefine|unload VERSIONS COUNTER</pre>
 */
public final class ReuseMain {
    private static final int METHODS = 8;
    private static final int ROUNDS = 5;
    private static final int COLLECT_EVERY = 4;
    private static final String NAME = "generated.Reused";
    private static final MethodType CALL = MethodType.methodType(void.class, int.class);
    private static final MethodTypeDesc CALL_DESC = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

    private static SiteCapture capture = () -> 0;

    private ReuseMain() {}

    /** What the generated methods call. */
    public static void take(int ignored) {
        capture.site();
    }

    /** Runs one program. */
    public static void main(String[] arguments) throws Throwable {
        NativeWalk walk = NativeWalk.open(WalkMode.VM, 1);
        GenerationLever.use(arguments[2]);
        capture = walk.capture(new HashSink(), 8, type -> type.getPackageName().equals("io.github.underheap.stack"));
        int versions = Integer.parseInt(arguments[1]);
        if (arguments[0].equals("redefine")) {
            redefine(versions);
        } else {
            unload(versions);
        }
        System.out.println("RESULT walk=" + walk.state() + " " + walk.counted());
        System.exit(walk.mismatches() == 0 ? 0 : 1);
    }

    private static void redefine(int versions) throws Throwable {
        Class<?> type = new Generated.Loader().define(NAME, version(NAME, 0));
        MethodHandle[] methods = methods(type);
        for (int version = 1; version <= versions; version++) {
            RedefineAgent.instrumentation().redefineClasses(new ClassDefinition(type, version(NAME, version)));
            callAll(methods);
            if (version % COLLECT_EVERY == 0) {
                System.gc();
            }
        }
    }

    private static void unload(int versions) throws Throwable {
        for (int version = 1; version <= versions; version++) {
            String name = Generated.name("Gone");
            callAll(methods(new Generated.Loader().define(name, version(name, version))));
            if (version % COLLECT_EVERY == 0) {
                System.gc();
            }
        }
    }

    private static void callAll(MethodHandle[] methods) throws Throwable {
        for (int round = 0; round < ROUNDS; round++) {
            for (MethodHandle method : methods) {
                method.invokeExact(round);
            }
        }
    }

    private static MethodHandle[] methods(Class<?> type) throws ReflectiveOperationException {
        MethodHandle[] methods = new MethodHandle[METHODS];
        for (int i = 0; i < METHODS; i++) {
            methods[i] = MethodHandles.publicLookup().findStatic(type, name(i), CALL);
        }
        return methods;
    }

    private static byte[] version(String name, int version) {
        return ClassFile.of().build(ClassDesc.of(name), type -> {
            type.withFlags(ClassFile.ACC_PUBLIC);
            for (int i = 0; i < METHODS; i++) {
                String method = name((i + version * 3) % METHODS);
                type.withMethodBody(method, CALL_DESC, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code -> {
                    for (int pad = 0; pad < 3 + (version % 5 == 4 ? 20 : 0); pad++) {
                        code.nop();
                    }
                    code.iload(0)
                            .invokestatic(ClassDesc.of(ReuseMain.class.getName()), "take", CALL_DESC)
                            .return_();
                });
            }
        });
    }

    private static String name(int method) {
        return "p" + (char) ('a' + method);
    }
}
