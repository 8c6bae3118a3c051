package io.github.underheap.stack.program;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Classes made while the program runs, each in a loader of its own, so that they can go again and leave their memory and
 * their code addresses to others. Names are never used twice, so a name of a class that is gone is a wrong name.
 */
public final class Generated {
    private static final ClassDesc STEPS = ClassDesc.of(Steps.class.getName());
    private static final ClassDesc ONWARD_BASE = ClassDesc.of(Base.class.getName());
    private static final ClassDesc WAY = ClassDesc.of(Way.class.getName());
    private static final MethodTypeDesc GO = MethodTypeDesc.of(ConstantDescs.CD_void, WAY, ConstantDescs.CD_int);
    private static final int KEPT = 12;
    private static final AtomicInteger SERIAL = new AtomicInteger();

    private static volatile MethodHandle[] methods = {};
    private static volatile Base[] shapes = {new Base()};

    private Generated() {}

    /** Superclass of generated shapes. */
    public static class Base {
        /** Goes on. */
        public void on(Way way, int depth) {
            Steps.go(way, depth);
        }
    }

    /** A loader for one class. */
    static final class Loader extends ClassLoader {
        Loader() {
            super(Generated.class.getClassLoader());
        }

        Class<?> define(String name, byte[] bytes) {
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    /** Replaces all generated classes; the old ones can be unloaded. */
    static void renew(int seed) {
        try {
            MethodHandle[] fresh = new MethodHandle[KEPT];
            for (int i = 0; i < KEPT; i++) {
                fresh[i] = freshMethod(seed + i);
            }
            Base[] receivers = new Base[1 + (seed & 3)];
            for (int i = 0; i < receivers.length; i++) {
                receivers[i] = freshShape(seed + i);
            }
            methods = fresh;
            shapes = receivers;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static MethodHandle method(Way way) {
        MethodHandle[] now = methods;
        return now.length == 0 ? Handles.GO : now[way.random.below(now.length)];
    }

    static Base shape(Way way) {
        Base[] now = shapes;
        return now[way.random.below(now.length)];
    }

    /** Goes on from a class initialiser, which the JVM calls. */
    static void initializer(Way way, int depth) throws ClassNotFoundException {
        String name = name("Initializer");
        Loader loader = new Loader();
        loader.define(name, bytes(name, way.random.below(5_000), true, false));
        int outer = way.depth;
        way.depth = depth;
        Class.forName(name, true, loader);
        way.depth = outer;
    }

    /** What generated initialisers call. */
    public static void fromInitializer() {
        Way way = Way.current();
        Steps.go(way, way.depth);
    }

    private static MethodHandle freshMethod(int seed) throws ReflectiveOperationException {
        String name = name("Chain");
        Class<?> type = new Loader().define(name, bytes(name, seed, false, false));
        return MethodHandles.publicLookup()
                .findStatic(type, "m", MethodType.methodType(void.class, Way.class, int.class));
    }

    static Base freshShape(int seed) throws ReflectiveOperationException {
        String name = name("Shape");
        return (Base) new Loader()
                .define(name, bytes(name, seed, false, true))
                .getConstructor()
                .newInstance();
    }

    static String name(String kind) {
        return String.format("generated.%s%07d", kind, SERIAL.incrementAndGet());
    }

    /** A chain of methods of random lengths, so that equal places in memory hold unequal bytecode indices. */
    private static byte[] bytes(String name, int seed, boolean initializer, boolean shape) {
        ClassDesc self = ClassDesc.of(name);
        Way.Random random = new Way.Random(seed + 1L);
        int chain = 2 + random.below(5);
        return ClassFile.of().build(self, type -> {
            type.withFlags(ClassFile.ACC_PUBLIC);
            for (int i = 0; i < chain; i++) {
                int link = i;
                type.withMethodBody("c" + i, GO, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code -> {
                    pad(code, random);
                    code.aload(0).iload(1);
                    if (link == 0) {
                        code.invokestatic(STEPS, "go", GO);
                    } else {
                        code.invokestatic(self, "c" + (link - 1), GO);
                    }
                    pad(code, random);
                    code.return_();
                });
            }
            type.withMethodBody("m", GO, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code -> {
                pad(code, random);
                code.aload(0).iload(1).invokestatic(self, "c" + (chain - 1), GO);
                code.return_();
            });
            if (shape) {
                type.withSuperclass(ONWARD_BASE);
                type.withMethodBody(
                        "<init>",
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC,
                        code -> code.aload(0)
                                .invokespecial(ONWARD_BASE, "<init>", ConstantDescs.MTD_void)
                                .return_());
                type.withMethodBody("on", GO, ClassFile.ACC_PUBLIC, code -> {
                    pad(code, random);
                    code.aload(1).iload(2).invokestatic(self, "m", GO).return_();
                });
            }
            if (initializer) {
                type.withMethodBody("<clinit>", ConstantDescs.MTD_void, ClassFile.ACC_STATIC, code -> {
                    pad(code, random);
                    code.invokestatic(
                            ClassDesc.of(Generated.class.getName()), "fromInitializer", ConstantDescs.MTD_void);
                    code.return_();
                });
            }
        });
    }

    private static void pad(CodeBuilder code, Way.Random random) {
        int times = random.below(12);
        for (int i = 0; i < times; i++) {
            if (random.below(2) == 0) {
                code.nop();
            } else {
                code.iconst_0().pop();
            }
        }
    }
}
