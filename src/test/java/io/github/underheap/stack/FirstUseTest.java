package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The threads of the library, whoever makes them. */
@SuppressWarnings("ThreadPriorityCheck") // what is tested
class FirstUseTest {

    private static final InheritableThreadLocal<String> VALUE = new InheritableThreadLocal<>();

    /** What a thread may have from the one that made it. */
    private record Seen(
            @Nullable ThreadGroup parentOfGroup,
            int priority,
            boolean daemon,
            ClassLoader loader,
            @Nullable String value) {

        static Seen now() {
            Thread thread = Thread.currentThread();
            return new Seen(
                    thread.getThreadGroup().getParent(),
                    thread.getPriority(),
                    thread.isDaemon(),
                    thread.getContextClassLoader(),
                    VALUE.get());
        }
    }

    @Test
    void aThreadHasNothingOfTheOneThatMakesIt() throws Exception {
        FutureTask<Seen> inside = new FutureTask<>(Seen::now);
        Thread maker = new Thread(new ThreadGroup("of the application"), () -> {
            Thread.currentThread().setContextClassLoader(new ClassLoader() {});
            VALUE.set("of the application");
            FirstUse.thread(inside, "own").start();
        });
        maker.setPriority(Thread.MIN_PRIORITY);
        maker.start();

        assertThat(inside.get())
                .isEqualTo(new Seen(null, Thread.NORM_PRIORITY, true, ClassLoader.getSystemClassLoader(), null));
    }

    @Test
    void whatItsTaskThrowsReachesNoHandler() throws InterruptedException {
        AtomicReference<Throwable> handled = new AtomicReference<>();
        CountDownLatch run = new CountDownLatch(1);
        Thread thread = FirstUse.thread(
                () -> {
                    run.countDown();
                    throw new StackOverflowError("on purpose");
                },
                "own");
        thread.setUncaughtExceptionHandler((where, what) -> handled.set(what));
        thread.start();
        thread.join();

        assertThat(run.getCount()).isZero();
        assertThat(handled).hasValue(null);
    }
}
