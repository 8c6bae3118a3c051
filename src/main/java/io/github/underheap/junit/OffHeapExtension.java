package io.github.underheap.junit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.function.Executable;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What JUnit calls: begins and ends a {@link TestRun} for each test that an annotation of this package is about.
 *
 * <p>Thread-safe: what belongs to a test lies in its store.
 */
final class OffHeapExtension
        implements TestInstancePreConstructCallback,
                ExecutionCondition,
                BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                InvocationInterceptor,
                ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(OffHeapExtension.class);

    private static final ConditionEvaluationResult ENABLED =
            ConditionEvaluationResult.enabled("off-heap memory is no reason to skip a test");

    /** The context of the test, so that its judgement lies in the store before anything of other extensions. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        prepareJudgement(context);
    }

    /** No condition: where one instance is for all tests, this is what JUnit asks first in a test. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        prepareJudgement(context);
        return ENABLED;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        store(context).put(Turn.class, new Turn(null));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Turn turn = store(context).remove(Turn.class, Turn.class);
        if (turn != null) {
            turn.close();
        }
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
        Judgement ignored = judgement(context);
        store(context).put(TestRun.class, new TestRun(context, settings(context)));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        // Null if another extension failed before.
        TestRun run = store(context).remove(TestRun.class, TestRun.class);
        if (run != null) {
            run.end(null);
            judgement(context).on(context, run);
        }
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        Object ignored = part(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        Object ignored = part(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        body(invocation, called, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        body(invocation, called, context);
    }

    /** What it gives runs later, each a test of its own; a warm-up is for these. */
    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        return part(invocation, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext called, ExtensionContext context)
            throws Throwable {
        Judgement judgement = judgement(context);
        TestRun run = new TestRun(context, settings(context));
        Throwable thrown = null;
        try {
            Object ignored = run.body(invocation, called.getExecutable());
        } catch (Throwable failure) {
            thrown = failure;
            throw failure;
        } finally {
            run.end(thrown);
            judgement.on(context, run);
        }
    }

    private static void body(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        TestRun run = Objects.requireNonNull(store(context).get(TestRun.class, TestRun.class));
        Executable again = () -> {
            Object ignored = ReflectionSupport.invokeMethod(
                    called.getExecutable(),
                    called.getTarget().orElse(null),
                    called.getArguments().toArray());
        };
        Object ignored = run.body(invocation, again);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == OffHeapScope.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestRun run = store(context).get(TestRun.class, TestRun.class);
        if (run == null) {
            throw new ParameterResolutionException(
                    "an OffHeapScope belongs to one test: it can be a parameter of test methods, @BeforeEach"
                            + " and @AfterEach methods");
        }
        return run.scope();
    }

    /** There is no run if another extension failed before it could begin: methods that follow the test run all the same. */
    private static <T extends @Nullable Object> T part(Invocation<T> invocation, ExtensionContext context)
            throws Throwable {
        TestRun run = store(context).get(TestRun.class, TestRun.class);
        return run == null ? invocation.proceed() : run.part(invocation);
    }

    private static Settings settings(ExtensionContext context) {
        Store store = context.getRoot().getStore(NAMESPACE);
        Settings known = store.get(Settings.class, Settings.class);
        if (known == null) {
            // Another thread may do so at the same time, and find the same.
            known = Settings.of(context);
            store.put(Settings.class, known);
        }
        return known;
    }

    private static void prepareJudgement(ExtensionContext context) {
        if (context.getTestMethod().isPresent()) {
            Judgement ignored = judgement(context);
        }
    }

    private static Judgement judgement(ExtensionContext context) {
        return Judgement.of(context, store(context));
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
