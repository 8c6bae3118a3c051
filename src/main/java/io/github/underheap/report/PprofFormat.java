package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The file format of pprof, a protocol buffer compressed by gzip: {@code go tool pprof}, Pyroscope and Parca read it.
 *
 * <p>Each site is a sample with the values {@code alloc_objects}, {@code alloc_space}, {@code inuse_objects}, {@code inuse_space} and
 * {@code peak_space}, as far as they were measured, and with labels: {@code api} and {@code arena_kind}, of several ones separated by commas, and
 * {@code verdict}. Remarks are the comments of the file. Equal profiles give equal bytes.
 *
 * <p>The difference of two profiles has negative values, as {@code pprof -diff_base} shows them, and no verdicts.
 *
 * <p>Sites are written one after another; what is held is the text of each frame.
 */
public final class PprofFormat implements ProfileFormat {

    private static final int BUFFER = 1 << 16;

    private final Metric metric;
    private final Rules rules;

    /** For the service loader: shows total bytes first. */
    public PprofFormat() {
        this(Metric.TOTAL, Rules.BUILT_IN);
    }

    /**
     * A format that has one of the values shown first.
     *
     * @param metric whose value that is
     * @param rules by which sites are judged
     * @throws IllegalArgumentException if no value of a sample is this metric, which is so with leaked bytes
     */
    public PprofFormat(Metric metric, Rules rules) {
        if (PprofSampleType.of(metric) == null) {
            throw new IllegalArgumentException("pprof has no value for " + metric.words());
        }
        this.metric = metric;
        this.rules = rules;
    }

    @Override
    public String name() {
        return "pprof";
    }

    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        try (GZIPOutputStream compressed = new Compressed(out)) {
            new PprofFile(new Verdicts(profile, rules), compressed).write(PprofSampleType.of(metric));
        }
        out.flush();
    }

    /** Closing it frees the memory of zlib and leaves the stream below it open. */
    private static final class Compressed extends GZIPOutputStream {

        Compressed(OutputStream out) throws IOException {
            super(new Open(out), BUFFER);
            // 0.6 s for a million sites, where the usual level takes 2.1 s for a twentieth less.
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static final class Open extends FilterOutputStream {

        Open(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
