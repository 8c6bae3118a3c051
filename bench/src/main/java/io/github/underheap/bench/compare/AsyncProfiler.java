package io.github.underheap.bench.compare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import org.jspecify.annotations.Nullable;

/** async-profiler's library, which its jar carries for each system, and what it has recorded. */
final class AsyncProfiler {

    /** Of {@code jdk.internal.misc.Unsafe}, which arenas call. */
    private static final String ALLOCATION = "allocateMemory0";

    private static final String WORKS = Work.class.getPackageName() + ".";

    private AsyncProfiler() {}

    /** Unpacks the library for this machine, unless that was done before. */
    static void unpack(Path library) throws IOException {
        if (Files.exists(library)) {
            return;
        }
        String name = system() + "/libasyncProfiler.so";
        try (InputStream resource = AsyncProfiler.class.getClassLoader().getResourceAsStream(name)) {
            if (resource == null) {
                throw new UnavailableException("async-profiler has no " + name);
            }
            Files.copy(resource, library);
        }
    }

    private static String system() {
        if (System.getProperty("os.name").startsWith("Mac")) {
            return "macos";
        }
        return System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x64";
    }

    /**
     * Counts the blocks of the works in a recording: allocations of their size by an arena, with a frame of this package in the stack.
     *
     * @throws IOException if it is no recording
     */
    static long blocks(Path recording) throws IOException {
        LongAdder blocks = new LongAdder();
        Map<RecordedStackTrace, Boolean> known = new IdentityHashMap<>();
        try (EventStream events = EventStream.openFile(recording)) {
            events.setReuse(true);
            events.setOrdered(false);
            events.onEvent("profiler.Malloc", event -> {
                if (event.getLong("size") == Work.BYTES && isOfWork(event.getStackTrace(), known)) {
                    blocks.increment();
                }
            });
            events.start();
        }
        return blocks.sum();
    }

    /** A stack is one object for all its events, so its frames are read once. */
    private static boolean isOfWork(@Nullable RecordedStackTrace stack, Map<RecordedStackTrace, Boolean> known) {
        return stack != null && known.computeIfAbsent(stack, AsyncProfiler::isOfWork);
    }

    /** The JVM also allocates for itself while a work runs. */
    private static boolean isOfWork(RecordedStackTrace stack) {
        List<RecordedMethod> methods =
                stack.getFrames().stream().map(RecordedFrame::getMethod).toList();
        return methods.stream().anyMatch(method -> method.getType().getName().startsWith(WORKS))
                && methods.stream().anyMatch(method -> method.getName().equals(ALLOCATION));
    }
}
