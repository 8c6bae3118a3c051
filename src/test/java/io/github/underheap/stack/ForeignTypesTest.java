package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/**
 * Naming a stack loads no class: neither does a loader of the application run for it, nor does it matter that a type in the signature of a
 * method on the stack is missing, as types of optional libraries are.
 */
class ForeignTypesTest implements NeedsTheWalk {

    private static final String CALLER = "generated.Caller";
    private static final ClassDesc MISSING = ClassDesc.of("generated.Missing");
    private static final MethodTypeDesc TAKES_MISSING = MethodTypeDesc.of(ConstantDescs.CD_int, MISSING);

    private static SiteCapture capture = () -> -1;

    private final NativeWalk walk = NativeWalk.open(WalkMode.VM, 1);

    /** What the generated method calls. */
    public static final class Callee {
        private Callee() {}

        /** The row of the caller. */
        public static int take() {
            return capture.site();
        }
    }

    private static final class Loader extends ClassLoader {

        private final List<String> asked = new ArrayList<>();

        Loader() {
            super(ForeignTypesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            return super.loadClass(name, resolve);
        }

        Class<?> define(byte[] bytes) {
            return defineClass(CALLER, bytes, 0, bytes.length);
        }
    }

    /** Its {@code getAsInt} calls a method that takes what is missing. */
    private static byte[] caller() {
        ClassDesc self = ClassDesc.of(CALLER);
        return ClassFile.of()
                .build(
                        self,
                        type -> type.withFlags(AccessFlag.PUBLIC)
                                .withInterfaceSymbols(
                                        IntSupplier.class.describeConstable().orElseThrow())
                                .withMethodBody(
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void,
                                        ClassFile.ACC_PUBLIC,
                                        code -> code.aload(0)
                                                .invokespecial(
                                                        ConstantDescs.CD_Object,
                                                        ConstantDescs.INIT_NAME,
                                                        ConstantDescs.MTD_void)
                                                .return_())
                                .withMethodBody(
                                        "getAsInt",
                                        MethodTypeDesc.of(ConstantDescs.CD_int),
                                        ClassFile.ACC_PUBLIC,
                                        code -> code.aconst_null()
                                                .invokestatic(self, "call", TAKES_MISSING)
                                                .ireturn())
                                .withMethodBody(
                                        "call",
                                        TAKES_MISSING,
                                        ClassFile.ACC_STATIC,
                                        code -> code.invokestatic(
                                                        Callee.class
                                                                .describeConstable()
                                                                .orElseThrow(),
                                                        "take",
                                                        MethodTypeDesc.of(ConstantDescs.CD_int))
                                                .ireturn()));
    }

    @Test
    void namingAStackAsksNoLoader() throws Exception {
        List<String> named = new ArrayList<>();
        SiteSink sink = new SiteSink() {
            @Override
            public int frame(StackWalker.StackFrame frame) {
                named.add(frame.getMethodName());
                return named.size();
            }

            @Override
            public int site(int[] frames, int length) {
                return 17;
            }
        };
        capture = walk.capture(sink, 3, NativeWalk::isOwn);
        Loader loader = new Loader();
        IntSupplier caller =
                (IntSupplier) loader.define(caller()).getConstructor().newInstance();
        int before = caller.getAsInt();
        loader.asked.clear();
        named.clear();

        for (int i = 0; i < 20; i++) {
            assertThat(caller.getAsInt()).isEqualTo(17);
        }
        assertThat(before).isEqualTo(17);
        assertThat(named.subList(0, 3)).containsExactly("take", "call", "getAsInt");
        assertThat(walk.counts().learned.sum()).isPositive();
        assertThat(loader.asked).isEmpty();
    }
}
