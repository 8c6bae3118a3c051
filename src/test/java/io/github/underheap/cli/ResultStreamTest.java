package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResultStreamTest {

    private static final long SEED = 20_261_127;

    /** Against a stream that buffers nothing: all ways to write, lengths around the size of the buffer. */
    @Test
    void bytesArriveInTheirOrder() throws IOException {
        Random random = new Random(SEED);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        ResultStream stream = new ResultStream(arrived);
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    int b = random.nextInt(256);
                    stream.write(b);
                    expected.write(b);
                }
                case 1 -> stream.flush();
                default -> {
                    byte[] bytes = new byte[random.nextInt(i % 97 == 0 ? 140_000 : 400)];
                    random.nextBytes(bytes);
                    int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
                    int length = random.nextInt(bytes.length - from + 1);
                    stream.write(bytes, from, length);
                    expected.write(bytes, from, length);
                }
            }
        }
        stream.flush();

        assertThat(arrived.toByteArray()).isEqualTo(expected.toByteArray());
    }

    @Test
    void aReaderThatWentAwayIsNoError() {
        ResultStream stream = new ResultStream(failing("Broken pipe"));
        stream.found(1);

        assertThatThrownBy(() -> {
                    stream.write('x');
                    stream.flush();
                })
                .isInstanceOf(ResultStream.Closed.class);
        assertThat(stream.code()).isEqualTo(1);
    }

    static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }
}
