package io.github.underheap.record;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Objects;

/**
 * Loads copies of the library's classes in which a call of {@link FaultStep#step} precedes each call and each new object, except in the
 * façades and in static initializers; and copies as they are of the tests' own classes, which use them.
 *
 * <p>So a fault can come in wherever one can in the real classes: a stack is full when a method is entered, a heap when an object is made.
 */
public final class FaultLoader extends ClassLoader {

    private static final String OWN = "io.github.underheap.";
    private static final String OWN_INTERNAL = OWN.replace('.', '/');
    /** What an arena of the application throws is its own affair. */
    private static final String ARENA = "java/lang/foreign/Arena";

    private static final List<String> FAULTY = List.of(OWN + "record.", OWN + "memory.", OWN + "stack.");
    private static final ClassDesc STEP = ClassDesc.of(FaultStep.class.getName());
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

    public FaultLoader() {
        super(FaultLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            if (!name.startsWith(OWN) || name.equals(FaultStep.class.getName())) {
                return super.loadClass(name, resolve);
            }
            byte[] bytes = bytes(name);
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return FAULTY.stream().anyMatch(name::startsWith) && !name.startsWith(OWN + "record.Fault")
                    ? withSteps(bytes)
                    : bytes;
        } catch (IOException | NullPointerException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static byte[] withSteps(byte[] bytes) {
        CodeTransform steps = (code, element) -> {
            switch (element) {
                case InvokeInstruction call -> {
                    String owner = call.owner().asInternalName();
                    if (!owner.equals(ARENA)) {
                        code.invokestatic(STEP, owner.startsWith(OWN_INTERNAL) ? "step" : "stepOfTheJdk", NOTHING);
                    }
                }
                case InvokeDynamicInstruction _,
                        NewObjectInstruction _,
                        NewPrimitiveArrayInstruction _,
                        NewReferenceArrayInstruction _,
                        NewMultiArrayInstruction _ -> code.invokestatic(STEP, "stepOfTheJdk", NOTHING);
                default -> {}
            }
            code.with(element);
        };
        return ClassFile.of()
                .transformClass(
                        ClassFile.of().parse(bytes),
                        ClassTransform.transformingMethodBodies(
                                method -> !method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME), steps));
    }
}
