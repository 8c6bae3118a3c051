package io.github.underheap.junit;

import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Keeps a test without annotations of this package out of the windows of those with them, where both run on one thread: when a test waits for a task in
 * the pool that JUnit runs tests in, its thread may run other tests meanwhile.
 *
 * <p>JUnit finds it on the class path if {@code junit.jupiter.extensions.autodetection.enabled} is {@code true}; it is public for that only. Tests with
 * an annotation of this package are kept out in any case. {@link OffHeapListener} does most of the same where JUnit's launcher runs the tests, but not for
 * constructors.
 *
 * <p>Thread-safe.
 */
public final class OffHeapBystander
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, InvocationInterceptor {

    private static final Namespace NAMESPACE = Namespace.create(OffHeapBystander.class);

    /** For JUnit. */
    public OffHeapBystander() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        begin(context);
    }

    /** Not this test's: another one may wait on this thread meanwhile. */
    @Override
    public <T extends @Nullable Object> T interceptTestClassConstructor(
            Invocation<T> invocation, ReflectiveInvocationContext<Constructor<T>> called, ExtensionContext context)
            throws Throwable {
        return Turn.around(null, invocation);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end(context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext called, ExtensionContext context)
            throws Throwable {
        Object ignored = Turn.around(null, invocation);
    }

    private static void begin(ExtensionContext context) {
        store(context).put(Turn.class, new Turn(null));
    }

    private static void end(ExtensionContext context) {
        // Null if another extension failed before.
        Turn turn = store(context).remove(Turn.class, Turn.class);
        if (turn != null) {
            turn.close();
        }
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
