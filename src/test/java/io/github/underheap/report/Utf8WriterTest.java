package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class Utf8WriterTest {

    private static final int BUFFER_BYTES = 1 << 16;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Utf8Writer writer = new Utf8Writer(out);

    @Test
    void numbersAreAsJavaWritesThem() throws IOException {
        StringBuilder expected = new StringBuilder();
        for (long power = 1; power > 0; power *= 10) {
            for (long value : new long[] {power - 1, power, power + 1, -power - 1, -power, -power + 1}) {
                writer.number(value);
                writer.ascii(' ');
                expected.append(value).append(' ');
            }
            if (power > Long.MAX_VALUE / 10) {
                break;
            }
        }
        SplittableRandom random = new SplittableRandom(9_973);
        long[] others = LongStream.concat(
                        LongStream.of(Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1)
                                .flatMap(value -> LongStream.of(value, value >> 31, value >> 32, (value >> 32) + 1)),
                        random.longs(3_001).map(value -> value >> random.nextInt(64)))
                .toArray();
        for (long value : others) {
            writer.number(value);
            writer.ascii(' ');
            expected.append(value).append(' ');
        }
        assertThat(written()).isEqualTo(expected.toString());
    }

    @Test
    void halfASurrogatePairIsAQuestionMark() throws IOException {
        writer.write("a\uD83Db");
        writer.write('\uDE00');
        writer.write("\uD83D\uDE00");
        assertThat(written()).isEqualTo("a?b?\uD83D\uDE00");
    }

    /** All ways of writing, with texts shorter and longer than the buffer, so that it is full at any place of any of them. */
    @Test
    void whatIsWrittenInAnyWayComesOutInOrder() throws IOException {
        SplittableRandom random = new SplittableRandom(7_919);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 3_001; i++) {
            String text = text(random);
            switch (random.nextInt(7)) {
                case 0 -> {
                    writer.write(text);
                    expected.append(text);
                }
                case 1 -> {
                    writer.bytes(Utf8Writer.encoded(text));
                    expected.append(text);
                }
                case 2 -> {
                    char c = (char) random.nextInt(' ', 0x7F);
                    writer.ascii(c);
                    expected.append(c);
                }
                case 3 -> {
                    long value = random.nextLong() >> random.nextInt(64);
                    writer.number(value);
                    expected.append(value);
                }
                case 4 -> {
                    char c = (char) random.nextInt(0x20, 0xD800);
                    writer.write(c);
                    expected.append(c);
                }
                case 5 -> {
                    writer.write("€" + text + "€", 1, text.length());
                    expected.append(text);
                }
                default -> {
                    writer.write(text.toCharArray());
                    expected.append(text);
                }
            }
        }
        assertThat(written()).isEqualTo(expected.toString());
    }

    @Test
    void nothingIsPassedOnTwice() throws IOException {
        writer.write("1009");
        writer.flush();
        writer.flush();
        writer.close();
        assertThat(out).hasToString("1009");
    }

    private String written() throws IOException {
        writer.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String text(SplittableRandom random) {
        boolean isLong = random.nextInt(60) == 0;
        int length = isLong ? BUFFER_BYTES - 2 + random.nextInt(5) : random.nextInt(40);
        boolean isAscii = random.nextBoolean();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(
                    isAscii || random.nextInt(8) > 0
                            ? random.nextInt(' ', 0x7F)
                            : random.nextBoolean() ? random.nextInt(0xA0, 0xD800) : random.nextInt(0x10000, 0x20000));
        }
        return text.toString();
    }
}
