package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.DhatFormat;
import io.github.underheap.report.JsonFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as they come: plain or compressed, cut off, in other encodings, too large, and no files at all. */
class ProfileReaderTest {

    private static final String SMALL = "{\"underheapProfile\":1,\"timed\":true,\"durationNanos\":1009,\n"
            + "\"frames\":[{\"class\":\"C\",\"method\":\"m\"}],\"sites\":[{\"stack\":[0],\"totalBytes\":503}]}";

    private static final String CUT_OFF = "the file ends in the middle; it may have been cut off";

    @TempDir
    private Path folder;

    static Stream<ProfileFormat> formats() {
        return Stream.of(new DhatFormat(), new JsonFormat());
    }

    private static Profile read(byte[] bytes) throws IOException {
        return ProfileReader.read("f", new ByteArrayInputStream(bytes));
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> read(bytes))
                .isExactlyInstanceOf(UnreadableProfileException.class)
                .hasMessage(message);
    }

    private static void assertRefused(String text, String message) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8), message);
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void aFile() throws IOException {
        Path file = Files.writeString(folder.resolve("small.json"), SMALL);

        assertThat(ProfileReader.read(file).site(0).totalBytes()).isEqualTo(503);
    }

    @Test
    void aFileThatIsNotThere() {
        Path file = folder.resolve("none\u001b[2J.json");

        assertThatThrownBy(() -> ProfileReader.read(file))
                .isExactlyInstanceOf(UnreadableProfileException.class)
                .hasMessage(folder + "/none\\u001b[2J.json: no such file");
    }

    @Test
    void aFolder() {
        assertThatThrownBy(() -> ProfileReader.read(folder))
                .isExactlyInstanceOf(UnreadableProfileException.class)
                .hasMessage(folder + ": is a folder; name a profile in it");
    }

    @Test
    void aFileInAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("small.json"), SMALL);

        assertThatThrownBy(() -> ProfileReader.read(file.resolve("more.json")))
                .isExactlyInstanceOf(UnreadableProfileException.class)
                .hasMessage(file + "/more.json: Not a directory");
    }

    @Test
    void aPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path file = Files.writeString(folder.resolve("small.json"), SMALL);
        Process writer =
                new ProcessBuilder("sh", "-c", "cat \"$0\" > \"$1\"", file.toString(), pipe.toString()).start();

        assertThat(ProfileReader.read(pipe).site(0).totalBytes()).isEqualTo(503);
        assertThat(writer.waitFor()).isZero();
    }

    /** Each beginning of a file is refused, with a place, and never by another exception. */
    @ParameterizedTest
    @MethodSource("formats")
    void aFileThatWasCutOffSaysSo(ProfileFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(RandomProfile.of(3, 3), out);
        byte[] whole = out.toByteArray();
        assertThat(new String(whole, whole.length - 2, 2, StandardCharsets.UTF_8))
                .isEqualTo("}\n");
        for (int length = 1; length < whole.length - 1; length++) {
            Throwable thrown = catchThrowableOf(Arrays.copyOf(whole, length));

            assertThat(thrown).isExactlyInstanceOf(UnreadableProfileException.class);
            assertThat(thrown.getMessage()).matches("f:[0-9]+:[0-9]+: " + CUT_OFF + ".*");
        }
    }

    private static Throwable catchThrowableOf(byte[] bytes) {
        return catchThrowable(() -> read(bytes));
    }

    @Test
    void nothing() throws IOException {
        assertRefused("", "f: is empty");
        assertRefused(compressed(new byte[0]), "f: is empty");
    }

    @Test
    void aCompressedFile() throws IOException {
        byte[] whole = compressed(SMALL.getBytes(StandardCharsets.UTF_8));

        assertThat(read(whole).site(0).totalBytes()).isEqualTo(503);
        for (int length = 2; length < whole.length; length++) {
            assertRefused(
                    Arrays.copyOf(whole, length),
                    "f: is compressed by gzip, and ends in the middle; it may have been cut off");
        }
        assertRefused(
                new byte[] {0x1F},
                "f:1:2: this is no JSON: Illegal character ((CTRL-CHAR, code 31)): only regular"
                        + " white space (\\r, \\n, \\t) is allowed between tokens");
    }

    @Test
    void aCompressedFileThatIsBroken() throws IOException {
        byte[] whole = compressed(SMALL.getBytes(StandardCharsets.UTF_8));
        byte[] wrongMethod = whole.clone();
        wrongMethod[2] = 7;
        byte[] wrongSum = whole.clone();
        wrongSum[whole.length - 8] ^= 1;

        assertRefused(wrongMethod, "f: is compressed by gzip, and broken: Unsupported compression method");
        assertRefused(wrongSum, "f: is compressed by gzip, and broken: Corrupt GZIP trailer");
    }

    /** Text of one character is compressed about a thousand times. */
    @Test
    void whatIsCompressedAsNoProfileIs() throws IOException {
        byte[] bomb = compressed(("{\"a\":[" + "0,".repeat(20_000_000)).getBytes(StandardCharsets.UTF_8));

        assertRefused(bomb, "f: is compressed more than 100 times, as no profile is");
    }

    @ParameterizedTest
    @CsvSource({"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void otherEncodings(String encoding) {
        assertRefused(SMALL.getBytes(Charset.forName(encoding)), "f: is no text in UTF-8; profiles are JSON in UTF-8");
        assertRefused(
                ("\ufeff" + SMALL).getBytes(Charset.forName(encoding)),
                "f: is no text in UTF-8; profiles are JSON in UTF-8");
    }

    @Test
    void aMarkOfUtf8() throws IOException {
        assertThat(read(("\ufeff" + SMALL).getBytes(StandardCharsets.UTF_8))
                        .site(0)
                        .totalBytes())
                .isEqualTo(503);
    }

    @Test
    void bytesThatAreNoUtf8() {
        byte[] latin1 = SMALL.replace("\"C\"", "\"gr\u00fcn\"").getBytes(StandardCharsets.ISO_8859_1);

        assertRefused(latin1, "f:2:24: this is no JSON: Invalid UTF-8 start byte 0xfc");
    }

    @Test
    void halvesOfSurrogatePairsAndNulsAreText() throws IOException {
        String text = SMALL.replace("\"C\"", "\"a\\ud83d\\u0000\"");

        assertThat(read(text.getBytes(StandardCharsets.UTF_8)).frame(0).className())
                .isEqualTo("a\ud83d\0");
        assertRefused(
                SMALL.replace("\"C\"", "\"a\0\""),
                "f:2:22: this is no JSON: Illegal unquoted character ((CTRL-CHAR, code 0)): has to be escaped using"
                        + " backslash to be included in string value");
        assertRefused("\0\0\0\0", "f: is no text in UTF-8; profiles are JSON in UTF-8");
    }

    @Test
    void whatIsTooDeepTooLongOrTooMuch() {
        assertRefused("{\"x\":" + "[".repeat(100_000), "f:1:38: nested deeper than 32");
        assertRefused("[".repeat(100_000), "f:1:1: a profile must be an object");
        assertRefused("{\"" + "k".repeat(1_025) + "\":", "f:1:1029: a key is longer than 1024 characters");
        assertRefused("{\"x\":" + "7".repeat(41), "f:1:47: a number has more than 40 characters");
        assertRefused("{\"x\":0." + "7".repeat(41), "f:1:49: a number has more than 40 characters");
        assertRefused(
                "{\"mode\":\"" + "t".repeat((1 << 24) + 8_000) + "\"",
                "f:1:9: a text is longer than 16777216 characters");
        assertRefused(keys(257), "f:1:2196: an object has more than 256 keys");
        assertRefused("{\"x\":" + keys(4_097), "f:1:39847: there are more than 4096 different keys");
    }

    private static String keys(int count) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            text.append("\"k").append(i).append("\":0,");
        }
        return text.toString();
    }

    /** A hundred thousand frames whose hashes are equal would otherwise be compared with each other for hours. */
    @Test
    @Timeout(60)
    void framesWithTheSameHash() throws IOException {
        StringBuilder text =
                new StringBuilder("{\"underheapProfile\":1,\"timed\":true,\"durationNanos\":1,\"frames\":[");
        for (int i = 0; i < 1 << 17; i++) {
            text.append(i == 0 ? "" : ",").append("{\"text\":\"");
            for (int bit = 0; bit < 17; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\"}");
        }

        Profile profile = read(text.append("],\"sites\":[]}").toString().getBytes(StandardCharsets.UTF_8));

        assertThat(profile.frameLimit()).isEqualTo(1 << 17);
    }

    @Test
    void whatCannotBeReadOnIsNoFaultOfTheContent() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is broken");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("the disk is broken");
            }
        };

        assertThatThrownBy(() -> ProfileReader.read("f", broken))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("the disk is broken");
    }

    @Test
    void sitesWithEqualStacksAreOne() throws IOException {
        String site = "{\"stack\":[0],\"totalBytes\":503,\"kinds\":[\"AUTO\"]}";
        String sites = String.join(",", Collections.nCopies(3, site));

        Profile profile =
                read(SMALL.replace("{\"stack\":[0],\"totalBytes\":503}", sites).getBytes(StandardCharsets.UTF_8));

        assertThat(profile.siteCount()).isEqualTo(1);
        assertThat(profile.site(0).totalBytes()).isEqualTo(1_509);
        assertThat(profile.site(0).frames()).containsExactly(Frame.of("C", "m", null, 0, -1));
        assertThat(profile.measures(SiteNumber.LIVE_BYTES)).isTrue();
    }

    @Test
    void keysThatAreNotKnownArePassedOver() throws IOException {
        String text = SMALL.replace("\"timed\"", "\"later\":{\"a\":[{\"a\":{}}]},\"timed\"")
                .replace("\"class\"", "\"module\":[\"m\",{}],\"class\"")
                .replace("\"stack\"", "\"age\":1.5,\"stack\"");

        assertThat(read(text.getBytes(StandardCharsets.UTF_8)).site(0).totalBytes())
                .isEqualTo(503);
    }
}
