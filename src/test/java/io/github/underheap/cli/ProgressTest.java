package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final long SECOND = 1_000_000_000;
    private static final String CLEAR = "\r\033[K";

    private final AtomicLong now = new AtomicLong(-17 * SECOND);
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void onATerminalAfterTwoSecondsInOneLine() {
        Progress progress = progress(true, 1_000);
        at(progress, 1.9, 100);
        assertThat(said()).isEmpty();

        at(progress, 2.0, 33);
        assertThat(said()).isEqualTo(CLEAR + "underheap: reading a.json: 13 % after 2 s");

        at(progress, 2.1, 500);
        at(progress, 2.2, 1);
        assertThat(said())
                .isEqualTo(CLEAR + "underheap: reading a.json: 13 % after 2 s" + CLEAR
                        + "underheap: reading a.json: 63 % after 2 s");

        err.reset();
        progress.close();
        assertThat(said()).isEqualTo(CLEAR);
        progress.close();
        assertThat(said()).isEqualTo(CLEAR);
    }

    @Test
    void elsewhereALineEachTenSeconds() {
        Progress progress = progress(false, 1_000);
        at(progress, 9.9, 100);
        assertThat(said()).isEmpty();

        at(progress, 12.5, 100);
        at(progress, 19.9, 100);
        at(progress, 20.0, 100);
        progress.close();

        assertThat(said())
                .isEqualTo("underheap: reading a.json: 20 % after 12 s\nunderheap: reading a.json: 40 % after 20 s\n");
    }

    @Test
    void workThatIsDoneSoonSaysNothing() {
        Progress progress = progress(true, 1_000);
        at(progress, 1.999, 1_000);
        progress.close();

        assertThat(said()).isEmpty();
    }

    @Test
    void whereTheEndIsNotKnown() {
        Progress progress = progress(false, 0);
        at(progress, 11, 7 << 20);

        assertThat(said()).isEqualTo("underheap: reading a.json: 7 MiB after 11 s\n");
    }

    @Test
    void bytesOfAStreamAreCounted() throws IOException {
        Progress progress = progress(false, 10);
        try (InputStream in = progress.counting(new ByteArrayInputStream(new byte[] {1, 2, 3, 4, 5, 6, 7}))) {
            assertThat(in.read()).isEqualTo(1);
            assertThat(in.readNBytes(4)).containsExactly(2, 3, 4, 5);
            now.addAndGet(10 * SECOND);
            assertThat(in.read()).isEqualTo(6);
        }

        assertThat(said()).isEqualTo("underheap: reading a.json: 60 % after 10 s\n");
    }

    @Test
    void aStreamStaysOpen() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream in = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };

        progress(false, 10).counting(in).close();

        assertThat(closed).containsExactly(false);
    }

    private Progress progress(boolean terminal, long all) {
        Surroundings around = new Surroundings(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Path.of(""),
                Map.of("NO_COLOR", "1"),
                false,
                terminal,
                "auto");
        return new Progress(around, "reading a.json", all, now::get);
    }

    private void at(Progress progress, double seconds, long bytes) {
        now.set(-17 * SECOND + Math.round(seconds * SECOND));
        progress.add(bytes);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
