package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes with one name of a file. */
class SharedOutputIT {

    @TempDir
    private Path folder;

    /** Starts another JVM, whose number is what it prints, and waits for its end. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            TrackingArena.ofShared().allocate(2_003);
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ExitPrograms.Exits.class.getName())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            System.out.println("RESULT child " + child.pid() + ", code " + child.waitFor());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNDERHEAP_OUTPUT, x.json, x-N.json",
        "UNDERHEAP_OUTPUT, x-%p.json, x-N.json",
        "JDK_JAVA_OPTIONS, -Dunderheap.output=x.json, x-N.json",
        "UNDERHEAP_OUTPUT, .profile, .profile-N",
    })
    void aJvmThatAnotherOneHasStartedHasItsOwnFile(String variable, String value, String name) throws Exception {
        Process process;
        ForkedJvm jvm = ForkedJvm.in(folder).variable(variable, value).shell("exec \"$@\"");
        process = jvm.start(Parent.class);
        ForkedJvm.Result result = jvm.finish(process);

        assertThat(result.count("code")).as(result.output()).isEqualTo(3);
        String ofChild = name.replace("N", "" + result.count("child"));
        String ofParent = value.replace("-Dunderheap.output=", "").replace("%p", "" + process.pid());
        assertThat(names()).containsExactlyInAnyOrder(ofChild, ofParent);
        assertThat(folder.resolve(ofParent)).content().contains("{\"tb\":2003,");
        assertThat(folder.resolve(ofChild)).content().contains("{\"tb\":1009,");
        assertThat(result.err()).contains("saved to " + ofChild + ",", "saved to " + ofParent + ",");
    }

    @Test
    void aShellIsNoJvm() throws Exception {
        ForkedJvm.in(folder)
                .shell("UNDERHEAP_OUTPUT=x.json; export UNDERHEAP_OUTPUT; \"$@\"; exit $?")
                .run(ExitPrograms.Returns.class);

        assertThat(names()).containsExactly("x.json");
    }

    @Test
    void aDeviceHasNoNumber() throws Exception {
        ForkedJvm.Result result =
                ForkedJvm.in(folder).variable("UNDERHEAP_OUTPUT", "/dev/null").run(Parent.class);

        assertThat(result.err().split("saved to /dev/null,", -1)).hasSize(3);
        assertThat(names()).isEmpty();
    }

    @Test
    @Timeout(60)
    void theNameOfALivingProcessIsItsOwn() throws Exception {
        ForkedJvm first =
                ForkedJvm.in(Files.createDirectory(folder.resolve("first"))).output(folder.resolve("x.json"));
        Process living = first.start(ExitPrograms.Waits.class);
        while (living.isAlive() && !hasARecordLock(living)) {
            Thread.onSpinWait();
        }
        ForkedJvm second =
                ForkedJvm.in(Files.createDirectory(folder.resolve("second"))).output(folder.resolve("x.json"));
        Process other = second.start(ExitPrograms.Returns.class);
        ForkedJvm.Result result = second.finish(other);
        living.destroy();
        ForkedJvm.Result last = first.finish(living);

        assertThat(result.err()).contains("saved to " + folder.resolve("x-" + other.pid() + ".json") + ",");
        assertThat(last.err()).contains("saved to " + folder.resolve("x.json") + ",");
        assertThat(names()).containsExactlyInAnyOrder("first", "second", "x.json", "x-" + other.pid() + ".json");
    }

    /** Which the claim is; the JVM has a lock of the other kind on a file of its own. */
    private static boolean hasARecordLock(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .anyMatch(lock -> lock.contains(" POSIX ") && lock.contains(" " + process.pid() + " "));
    }

    /** What another user may do in a directory where everybody may write: make the file first, and lock what is in it. */
    @ParameterizedTest
    @ValueSource(strings = {"pipe", "file of another user", "link"})
    @Timeout(60)
    void aClaimsFileThatIsNotOnesOwnIsNotUsed(String planted) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Path claims = temporary.resolve(".underheap-claims-me");
        Path locked = Files.createFile(folder.resolve("locked"));
        switch (planted) {
            case "pipe" ->
                assertThat(new ProcessBuilder("mkfifo", claims.toString())
                                .start()
                                .waitFor())
                        .isZero();
            case "link" -> Files.createSymbolicLink(claims, locked);
            default -> {
                assumeTrue(
                        Files.getAttribute(Path.of("/proc/self/task"), "unix:uid")
                                .equals(0),
                        "not root");
                Files.createFile(claims);
                Files.setAttribute(claims, "unix:uid", 12345);
                locked = claims;
            }
        }
        try (FileChannel channel = FileChannel.open(locked, StandardOpenOption.READ)) {
            FileLock ofAll = channel.lock(0, Long.MAX_VALUE, true);

            ForkedJvm.Result result = ForkedJvm.in(folder)
                    .output("x.json")
                    .option("-Djava.io.tmpdir=" + temporary, "-Duser.name=me", "-Dio.github.underheap.exitMillis=1000")
                    .run(ExitPrograms.Returns.class);

            assertThat(ofAll.isValid()).isTrue();
            assertThat(result.err()).contains("\nunderheap: The data has been saved to x.json,");
        }
    }

    /** Whoever may read it may lock what is in it. */
    @Test
    void theClaimsFileIsForItsOwnerAlone() throws Exception {
        ForkedJvm.in(folder)
                .output("x.json")
                .shell("umask 0; exec \"$@\"")
                .option("-Djava.io.tmpdir=" + folder, "-Duser.name=me")
                .run(ExitPrograms.Returns.class);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(".underheap-claims-me"))))
                .isEqualTo("rw-------");
        assertThat(names()).containsExactlyInAnyOrder("x.json", ".underheap-claims-me");
    }

    @Test
    void theNameOfADeadProcessIsFree() throws Exception {
        for (int i = 0; i < 2; i++) {
            ForkedJvm.in(folder).output("x.json").run(ExitPrograms.Returns.class);
        }

        assertThat(names()).containsExactly("x.json");
    }

    /** What the processes left in the folder beside their output. */
    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals("stdout") && !name.equals("stderr"))
                    .toList();
        }
    }
}
