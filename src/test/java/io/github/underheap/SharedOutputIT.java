package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
