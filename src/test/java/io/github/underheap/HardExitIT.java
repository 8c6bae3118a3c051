package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that has no memory or threads left when it ends, or whose output goes nowhere. */
@Order(4) // takes long, so it begins early
class HardExitIT {

    private static final String TOO_LATE =
            "underheap: error: pipe could not be written in time; the process ends without it\n";

    @TempDir
    private Path folder;

    private ForkedJvm jvm() {
        return ForkedJvm.in(folder).patience(Duration.ofSeconds(20)).option("-Dio.github.underheap.exitMillis=300");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UseSerialGC", "UseG1GC"})
    void aFullHeap(String collector) throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .option("-Xmx24m", "-XX:+" + collector)
                .output("x.json")
                .run(HardExitPrograms.HeapFull.class);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("\nunderheap: The data has been saved to x.json,");
        assertThat(sizes()).contains(1_009L);
    }

    @Test
    void noRoomForClasses() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .option("-XX:MaxMetaspaceSize=20m")
                .output("x.json")
                .run(HardExitPrograms.MetaspaceFull.class);

        assertThat(result.out()).isEqualTo("Metaspace\n");
        assertThat(result.err()).contains("\nunderheap: The data has been saved to x.json,");
        assertThat(sizes()).containsExactly(1_009L);
    }

    /** The limit holds for a user; for root there is none. */
    private ForkedJvm withFewThreads(String script) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv");
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
        assumeTrue(Files.getAttribute(Path.of("/proc/self/task"), "unix:uid").equals(0), "not root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        return jvm().shell(
                        "exec setpriv --reuid=12346 --clear-groups bash -c '" + script + "; exec \"$@\"' bash \"$@\"");
    }

    private static void assumeReadable(ForkedJvm.Result result) {
        assumeTrue(
                !result.err().contains("Permission denied") && !result.err().contains("Could not find"), "unreadable");
    }

    @Test
    void noThreads() throws Exception {
        ForkedJvm.Result result =
                withFewThreads("ulimit -u 60").output("x.json").run(HardExitPrograms.ThreadsFull.class);

        assumeReadable(result);
        assertThat(result.err()).contains("\nunderheap: The data has been saved to x.json,");
        assertThat(sizes()).containsExactly(1_009L);
    }

    @Test
    void noThreadsAndAPipeThatNobodyReads() throws Exception {
        ForkedJvm.Result result =
                withFewThreads("mkfifo pipe; ulimit -u 60").output("pipe").run(HardExitPrograms.ThreadsFull.class);

        assumeReadable(result);
        assertThat(result.err()).isEqualTo(TOO_LATE);
        assertThat(result.code()).isZero();
    }

    /** What a process says that could start no thread at first, but can when it ends. */
    @Test
    void noThreadsAtFirstAndAPipeThatNobodyReads() throws Exception {
        ForkedJvm.Result result = withFewThreads("mkfifo pipe; ulimit -u 60")
                .output("pipe")
                .option("-Dunderheap.depth=65")
                .run(HardExitPrograms.NoThreadsAtFirst.class, "some at the end");

        assumeReadable(result);
        assertThat(result.err().lines())
                .containsExactlyInAnyOrder(
                        "underheap: system property underheap.depth: '65' is not valid; expected a whole number from"
                                + " 1 to 64; depth is 8 now",
                        TOO_LATE.strip());
        assertThat(result.code()).isZero();
    }

    @Test
    void noThreadsAtFirstAndAnErrorStreamThatNobodyReads() throws Exception {
        ForkedJvm.Result result = withFewThreads(
                        "mkfifo pipe; exec 3<>pipe; head -c 65536 /dev/zero >&3; exec 2>&3;" + " ulimit -u 60")
                .output("x.json")
                .option("-Dunderheap.depth=65")
                .run(HardExitPrograms.NoThreadsAtFirst.class, "some at the end");

        assumeReadable(result);
        assertThat(result.code()).isZero();
        assertThat(sizes()).containsExactly(1_009L);
    }

    /** Then the thread that ends the process writes, to a name that is its own. */
    @Test
    void noThreadsFromTheFirstToTheLast() throws Exception {
        Path claims = folder.resolve(".underheap-claims-?");
        try (FileChannel others = FileChannel.open(claims, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Files.setAttribute(claims, "unix:uid", 12346);
            FileLock ofAnotherProcess = others.lock(0, 1L << 62, false);
            ForkedJvm jvm = withFewThreads("ulimit -u 60")
                    .output("x.json")
                    .option("-Djava.io.tmpdir=" + folder, "-Duser.name=?");
            Process process = jvm.start(HardExitPrograms.NoThreadsAtFirst.class);
            ForkedJvm.Result result = jvm.finish(process);

            assumeReadable(result);
            assertThat(ofAnotherProcess.isValid()).isTrue();
            assertThat(result.err())
                    .contains("\nunderheap: The data has been saved to x-" + process.pid() + "-98.json,");
        }
    }

    @Test
    void aPipeThatIsReadTooLate() throws Exception {
        makePipe();

        ForkedJvm.Result result = jvm().output("pipe").run(HardExitPrograms.ReadsThePipeTooLate.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "0 bytes\n", TOO_LATE));
    }

    @Test
    void aPipeThatNobodyReads() throws Exception {
        makePipe();

        ForkedJvm.Result result = jvm().output("pipe").run(ExitPrograms.Returns.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "at work\n", TOO_LATE));
    }

    @Test
    @Timeout(60)
    void aPipeThatNobodyReadsAndATerminatedProcess() throws Exception {
        makePipe();
        ForkedJvm jvm = jvm().output("pipe");
        Process process = jvm.start(ExitPrograms.Waits.class);
        while (Files.size(jvm.out()) == 0 && process.isAlive()) {
            Thread.onSpinWait();
        }
        process.destroy();

        ForkedJvm.Result result = jvm.finish(process);

        assertThat(result).isEqualTo(new ForkedJvm.Result(128 + 15, "at work\n", TOO_LATE));
    }

    @Test
    void anErrorStreamThatNobodyReads() throws Exception {
        ForkedJvm.Result result = jvm().shell(
                        "mkfifo pipe; exec 3<>pipe; head -c 65536 /dev/zero >&3; exec \"$@\" 2>&3")
                .output("x.json")
                .run(ExitPrograms.Exits.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(3, "at work\n", ""));
        assertThat(sizes()).containsExactlyInAnyOrder(503L, 1_009L);
    }

    @Test
    void neitherTheOutputNorTheErrorStreamIsRead() throws Exception {
        ForkedJvm.Result result = jvm().shell(
                        "mkfifo pipe other; exec 3<>pipe; head -c 65536 /dev/zero >&3; exec \"$@\" 2>&3")
                .output("other")
                .option("-Dunderheap.depth=65")
                .run(ExitPrograms.Exits.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(3, "at work\n", ""));
    }

    private void makePipe() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Total bytes of the sites. */
    private List<Long> sizes() throws Exception {
        List<Long> sizes = new ArrayList<>();
        for (JsonNode point :
                new ObjectMapper().readTree(folder.resolve("x.json").toFile()).path("pps")) {
            sizes.add(point.path("tb").asLong());
        }
        return sizes;
    }
}
