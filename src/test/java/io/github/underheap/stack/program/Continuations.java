package io.github.underheap.stack.program;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What virtual threads are made of, used as it is: needs {@code --add-exports java.base/jdk.internal.vm=ALL-UNNAMED}. */
final class Continuations {

    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle IS_DONE;
    private static final MethodHandle YIELD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> scopes = Class.forName("jdk.internal.vm.ContinuationScope");
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            Object scope = lookup.findConstructor(scopes, MethodType.methodType(void.class, String.class))
                    .invoke("nested");
            NEW = lookup.findConstructor(type, MethodType.methodType(void.class, scopes, Runnable.class))
                    .bindTo(scope)
                    .asType(MethodType.methodType(Object.class, Runnable.class));
            RUN = lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            IS_DONE = lookup.findVirtual(type, "isDone", MethodType.methodType(boolean.class))
                    .asType(MethodType.methodType(boolean.class, Object.class));
            YIELD = lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scopes))
                    .bindTo(scope);
        } catch (Throwable t) {
            throw new ExceptionInInitializerError(t);
        }
    }

    private Continuations() {}

    /** Runs a body that may {@link #leave}, and does something whenever it has. */
    static void run(Runnable body, Runnable between) {
        try {
            Object continuation = (Object) NEW.invokeExact(body);
            while (!(boolean) IS_DONE.invokeExact(continuation)) {
                RUN.invokeExact(continuation);
                between.run();
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Goes back to who runs the innermost continuation, until that runs it again. */
    static void leave() {
        try {
            boolean ignored = (boolean) YIELD.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }
}
