package io.github.underheap.junit;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Keeps classes and tests without annotations of this package out of the windows of tests with them, where both run on one thread: when a test
 * waits for a task in the pool that JUnit runs tests in, its thread may run others meanwhile. Unlike an extension it knows of
 * {@code @BeforeAll} and {@code @AfterAll} methods, and of what is closed after a test.
 *
 * <p>JUnit's launcher finds it on the class path; it is public for that only. Constructors come before it hears of a test: {@link OffHeapBystander}.
 *
 * <p>Thread-safe: what has begun on a thread belongs to that thread.
 */
public final class OffHeapListener implements TestExecutionListener {

    /** Whose tests wait in a pool of JUnit's and have annotations of this package. Other engines have pools of their own. */
    private static final String ENGINE = "junit-jupiter";

    /** The nodes that make themselves what they contain, which belongs to the method that gave them. */
    private static final String CONTAINER_OF_A_FACTORY = "dynamic-container";

    private final ThreadLocal<Deque<Begun>> begun = ThreadLocal.withInitial(ArrayDeque::new);

    private record Begun(UniqueId node, Turn turn) {}

    /** For JUnit. */
    public OffHeapListener() {}

    @Override
    public void executionStarted(TestIdentifier node) {
        UniqueId id = node.getUniqueIdObject();
        if (isOfJupiter(id) && !id.getLastSegment().getType().equals(CONTAINER_OF_A_FACTORY)) {
            begun.get().push(new Begun(id, new Turn(null)));
        }
    }

    @Override
    public void executionFinished(TestIdentifier node, TestExecutionResult result) {
        Begun last = begun.get().peek();
        if (last != null && last.node.equals(node.getUniqueIdObject())) {
            begun.get().pop();
            last.turn.close();
        }
        if (begun.get().isEmpty()) {
            begun.remove();
        }
    }

    /** It may run within another engine, such as that of suites. */
    private static boolean isOfJupiter(UniqueId id) {
        return id.getSegments().stream()
                .anyMatch(segment ->
                        segment.getType().equals("engine") && segment.getValue().equals(ENGINE));
    }
}
