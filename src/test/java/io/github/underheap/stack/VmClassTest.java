package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The class of threads, read as debuggers read it, against what the JDK itself says of it. */
class VmClassTest implements NeedsTheWalk {

    private static final String THREAD = "vmClasses::_klasses[static_cast<int>(vmClassID::Thread_klass_knum)]";

    private static long thread() throws WalkUnavailableException {
        String[] none = {};
        return RawMemory.longAt(new VmStructs(none, new String[] {THREAD}, none, none).address(THREAD));
    }

    /** Nothing else tells where fields lie; by reflection, because the compiler warns of the class. */
    @Test
    void fieldsLieWhereTheyAre() throws Exception {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        Method offset = type.getMethod("objectFieldOffset", Field.class);
        try (Arena memory = Arena.ofConfined()) {
            VmClass read = new VmClass(thread(), memory, VmClass.structs());
            for (String name : List.of("eetop", "tid", "name", "holder", "contextClassLoader", "interrupted", "cont")) {
                long known = (long) offset.invoke(unsafe, Thread.class.getDeclaredField(name));
                assertThat((long) read.fieldOffset(name)).as(name).isEqualTo(known);
            }
        }
    }

    @Test
    void whatIsNotThereIsSaidInALine() throws Exception {
        try (Arena memory = Arena.ofConfined()) {
            VmClass read = new VmClass(thread(), memory, VmClass.structs());
            assertThat(read.superNamed("java/lang/Thread")).isSameAs(read);
            assertThat(read.superNamed("java/lang/Object")).isNotSameAs(read);
            assertThatThrownBy(() -> read.superNamed("java/lang/Threads"))
                    .isInstanceOf(WalkUnavailableException.class)
                    .hasMessage("no java/lang/Threads is where one was expected");
            assertThatThrownBy(() -> read.fieldOffset("conts"))
                    .isInstanceOf(WalkUnavailableException.class)
                    .hasMessage("no field conts is where one was expected");
            for (long nowhere : new long[] {0, 8, 0x1000, -4_096}) {
                assertThatThrownBy(() -> new VmClass(nowhere, memory, VmClass.structs()).fieldOffset("cont"))
                        .isInstanceOf(WalkUnavailableException.class)
                        .hasMessage("what was taken for a class is none");
            }
        }
    }
}
