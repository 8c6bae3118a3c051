package io.github.underheap.jmh;

import io.github.underheap.Profiler;
import io.github.underheap.Profiles;
import io.github.underheap.Tracker;
import io.github.underheap.config.Capture;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/**
 * Says how much off-heap memory an operation of a JMH benchmark takes, and how much of it is not given back.
 *
 * <pre>
 * java -jar benchmarks.jar -prof io.github.underheap.jmh.OffHeapProfiler
 * java -jar benchmarks.jar -prof "io.github.underheap.jmh.OffHeapProfiler:depth=16;top=3"
 * java -jar benchmarks.jar -prof io.github.underheap.jmh.OffHeapProfiler:help
 * </pre>
 *
 * <p>It counts what all threads allocate through {@link Tracker#global()}, as every {@link io.github.underheap.TrackingArena} does that is opened by
 * its static methods, from the start of an iteration to its end; setup and tear-down within an iteration are part of it, as they are for JMH's
 * own {@code gc} profiler.
 *
 * <table>
 *   <caption>Results, for each iteration and summed up as JMH does</caption>
 *   <tr><th>result</th><th>unit</th><th>meaning</th></tr>
 *   <tr><td>{@code offheap.alloc.rate}</td><td>MB/sec</td><td>2^20 bytes allocated in a second</td></tr>
 *   <tr><td>{@code offheap.alloc.rate.norm}</td><td>B/op</td><td>bytes allocated by an operation</td></tr>
 *   <tr><td>{@code offheap.count.norm}</td><td>#/op</td><td>blocks allocated by an operation</td></tr>
 *   <tr><td>{@code offheap.live.max}</td><td>B</td><td>the most bytes of an iteration that were live at a time</td></tr>
 *   <tr><td>{@code offheap.leak.norm}</td><td>B/op</td><td>bytes of an operation that are {@linkplain Profiles#verdicts leaked} when the iteration
 *       ends</td></tr>
 *   <tr><td>{@code offheap.sites}</td><td></td><td>where: the sites that leak, and those that allocate the most</td></tr>
 * </table>
 *
 * <p>All of them are there always: 0 if nothing was allocated, NaN if it was not measured; the text of the sites then says why.
 *
 * <p>JVMs that JMH starts get the options as system properties, and {@code --enable-native-access=ALL-UNNAMED}, which makes stacks cheap.
 *
 * <p>Used by JMH, one call after another.
 */
public final class OffHeapProfiler implements InternalProfiler, ExternalProfiler {

    private static final SharedOutput OUTPUTS = new SharedOutput();

    private final InitLine line;
    private final Function<InitLine, Tracker> trackers;
    private final LongSupplier clock;

    /** What the text has to say besides the sites. */
    private List<String> notes = List.of();

    /** Null if it could not be opened; the notes say why. */
    private @Nullable Profiler window;

    private boolean knowsSites;

    private long start;

    /** With the default options. */
    public OffHeapProfiler() {
        this(InitLine.EMPTY, OffHeapProfiler::global, System::nanoTime);
    }

    /**
     * With options, as they stand after the colon of {@code -prof}.
     *
     * @param initLine {@code key=value} by key of {@link io.github.underheap.config.TrackerOptions}, or {@code top=} the number of sites to show,
     *     separated by semicolons; {@code help} alone asks for a list
     * @throws ProfilerException if there is no such option or its value is not valid; the message is one line and says what would be right. Or
     *     if help is asked for, with the list
     */
    public OffHeapProfiler(String initLine) throws ProfilerException {
        this(InitLine.parse(initLine), OffHeapProfiler::global, System::nanoTime);
    }

    /**
     * One whose tracker and clock are somebody else's.
     *
     * @param clock in ns
     */
    OffHeapProfiler(InitLine line, Function<InitLine, Tracker> trackers, LongSupplier clock) {
        this.line = line;
        this.trackers = trackers;
        this.clock = clock;
    }

    private static Tracker global(InitLine line) {
        return Tracker.global(line.options());
    }

    @Override
    public String getDescription() {
        return "Off-heap memory of operations: bytes, blocks, leaks, and where (underheap)";
    }

    /** Opens a window. Nothing that goes wrong here stops the benchmark. */
    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        window = null;
        try {
            Tracker tracker = trackers.apply(line);
            if (tracker.options().enabled()) {
                notes = line.notInForce(tracker.options());
                knowsSites = tracker.options().capture() != Capture.NONE;
                window = Profiler.start(tracker);
            } else {
                notes = List.of("not measured: the tracker records nothing, because enabled=false");
            }
        } catch (OutOfMemoryError | RuntimeException e) {
            notes = List.of("not measured: " + e);
        }
        start = clock.getAsLong();
    }

    @Override
    public List<Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long nanos = clock.getAsLong() - start;
        long operations = result.getMetadata().getAllOps();
        Profiler ended = window;
        window = null;
        if (ended == null) {
            return OffHeapResults.notMeasured(notes);
        }
        try (ended) {
            ended.stop();
            return OffHeapResults.of(ended.profile(), knowsSites, operations, nanos, line.top(), notes);
        } catch (OutOfMemoryError | RuntimeException e) {
            return OffHeapResults.notMeasured(List.of("not measured: " + e));
        }
    }

    @Override
    public List<String> addJVMInvokeOptions(BenchmarkParams params) {
        return List.of();
    }

    @Override
    public List<String> addJVMOptions(BenchmarkParams params) {
        List<String> options = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
        options.addAll(line.systemProperties());
        return options;
    }

    /** All is measured inside; here somebody can be told what becomes of the files of several JVMs. */
    @Override
    @SuppressWarnings("SystemOut") // where JMH's own warnings of the command line go
    public void beforeTrial(BenchmarkParams benchmark) {
        String warning = line.warning(OUTPUTS, benchmark.getWarmupForks() + benchmark.getForks());
        if (warning != null) {
            System.err.println(warning);
        }
    }

    @Override
    public List<Result<?>> afterTrial(BenchmarkResult result, long pid, File stdOut, File stdErr) {
        return List.of();
    }

    @Override
    public boolean allowPrintOut() {
        return true;
    }

    @Override
    public boolean allowPrintErr() {
        return true;
    }
}
