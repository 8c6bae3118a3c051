package io.github.underheap.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class AwaitedTest {

    @Test
    void theResultIsThatOfTheTask() throws IOException {
        assertThat(Awaited.result(done(() -> 17))).isEqualTo(17);
    }

    @Test
    void whatATaskHasThrownComesAsItIs() {
        IOException io = new FileNotFoundException("a.json");
        assertThatThrownBy(() -> Awaited.result(failed(io))).isSameAs(io);
        RuntimeException unchecked = new IllegalStateException("b");
        assertThatThrownBy(() -> Awaited.result(failed(unchecked))).isSameAs(unchecked);
        Error error = new OutOfMemoryError("c");
        assertThatThrownBy(() -> Awaited.result(failed(error))).isSameAs(error);
        Exception other = new ReflectiveOperationException("d");
        assertThatThrownBy(() -> Awaited.result(failed(other)))
                .isExactlyInstanceOf(IOException.class)
                .hasCause(other);
    }

    @Test
    void whoIsInterruptedStaysSo() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Awaited.result(new CompletableFuture<>())).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static <T> FutureTask<T> done(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        future.run();
        return future;
    }

    private static CompletableFuture<Object> failed(Throwable why) {
        return CompletableFuture.failedFuture(why);
    }
}
