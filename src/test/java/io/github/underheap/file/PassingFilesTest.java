package io.github.underheap.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassingFilesTest {

    private static final long SELF = ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    private PassingFiles files;
    private String space;
    private Process living;
    private long dead;

    @BeforeEach
    void processes() throws Exception {
        files = new PassingFiles(folder, ".x");
        space = files.newFile().getFileName().toString().split("-", -1)[1];
        living = new ProcessBuilder("sleep", "60").start();
        Process ended = new ProcessBuilder("true").start();
        assertThat(ended.waitFor()).isZero();
        dead = ended.pid();
    }

    @AfterEach
    void endThem() throws InterruptedException {
        living.destroyForcibly().waitFor();
    }

    private static String name(String space, Object process, String random) {
        return ".underheap-" + space + "-" + process + "-" + random + ".x";
    }

    private void leave(String name, Duration ago) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "left");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
    }

    private List<String> left() throws IOException {
        files.removeLeftovers();
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void namesDiffer() {
        assertThat(files.newFile()).isNotEqualTo(files.newFile());
        assertThat(files.newFile().getFileName().toString())
                .matches("\\.underheap-[0-9a-f]{1,8}-" + SELF + "-[0-9a-f]{1,16}\\.x");
        assertThat(files.newFile().getParent()).isEqualTo(folder);
    }

    @Test
    void aDeadProcessNeedsNothing() throws IOException {
        leave(name(space, dead, "17"), Duration.ZERO);
        leave(name(space, dead, "ffffffffffffffff"), Duration.ofDays(2));

        assertThat(left()).isEmpty();
    }

    @Test
    void aLivingOneMayNeedItForEver() throws IOException {
        leave(name(space, SELF, "17"), Duration.ofSeconds(0));
        leave(name(space, living.pid(), "19"), Duration.ofSeconds(0));
        // The clock and the steps of the file system are not those of the processes.
        leave(name(space, living.pid(), "23"), Duration.ofMinutes(59));

        assertThat(left())
                .containsExactlyInAnyOrder(
                        name(space, SELF, "17"), name(space, living.pid(), "19"), name(space, living.pid(), "23"));
    }

    /** It only has the same number. */
    @Test
    void aProcessThatBeganLaterDidNotMakeIt() throws IOException {
        leave(name(space, living.pid(), "17"), Duration.ofDays(400));
        leave(name(space, living.pid(), "19"), Duration.ofMinutes(62));

        assertThat(left()).isEmpty();
    }

    /** Another container or host, whose processes cannot be seen here. */
    @Test
    void inAnotherSpaceItsAgeCounts() throws IOException {
        String other = space.equals("1") ? "2" : "1";
        leave(name(other, SELF, "17"), Duration.ofMinutes(59));
        leave(name(other, SELF, "19"), Duration.ofMinutes(61));
        leave(name(other, dead, "23"), Duration.ofMinutes(59));
        leave(name(other, dead, "29"), Duration.ofMinutes(61));

        assertThat(left()).containsExactlyInAnyOrder(name(other, SELF, "17"), name(other, dead, "23"));
    }

    /** Words that begin alike. */
    @Test
    void aSpaceIsKnownByItsWholeWord() throws IOException {
        Path boot = Files.writeString(folder.resolve("boot"), "a");
        Path namespace = Files.createSymbolicLink(folder.resolve("namespace"), Path.of("b"));
        files = new PassingFiles(folder, ".x", boot, namespace);
        assertThat(files.newFile().getFileName().toString()).startsWith(".underheap-c21-" + SELF);
        leave(name("c21", dead, "17"), Duration.ofMinutes(1));
        leave(name("c210", dead, "19"), Duration.ofMinutes(1));
        leave(name("c2", dead, "23"), Duration.ofMinutes(1));

        assertThat(left())
                .containsExactlyInAnyOrder("boot", "namespace", name("c210", dead, "19"), name("c2", dead, "23"));
    }

    /** Other processes may be anywhere then. */
    @ParameterizedTest
    @CsvSource({"boot, none", "none, namespace", "none, none"})
    void inAnUnknownSpaceItsAgeCounts(String boot, String namespace) throws IOException {
        Files.writeString(folder.resolve("boot"), "a");
        Files.createSymbolicLink(folder.resolve("namespace"), Path.of("b"));
        files = new PassingFiles(folder, ".x", folder.resolve(boot), folder.resolve(namespace));
        String unknown = files.newFile().getFileName().toString().split("-", -1)[1];
        leave(name(unknown, SELF, "17"), Duration.ofDays(2));
        leave(name(unknown, living.pid(), "19"), Duration.ofMinutes(61));
        leave(name(unknown, dead, "23"), Duration.ofMinutes(59));
        leave(name(unknown, dead, "29"), Duration.ofMinutes(61));

        assertThat(left())
                .containsExactlyInAnyOrder("boot", "namespace", name(unknown, SELF, "17"), name(unknown, dead, "23"));
    }

    @Test
    void otherNamesStay() throws IOException {
        List<String> others = List.of(
                ".underheap-.x",
                ".underheap-1.x",
                ".underheap-1-2.x",
                ".underheap--.x",
                ".underheap---.x",
                ".underheap-" + space + "-" + dead + "-17.x.bak",
                ".underheap-" + space + "-" + dead + "-17.y",
                ".underheap-" + space + "-" + dead + "-.x",
                ".underheap-" + space + "--17.x",
                ".underheap-g-" + dead + "-17.x",
                ".underheap-" + space + "-99999999999999999999-17.x",
                ".underheap-" + space + "-" + dead + "-10000000000000000.x",
                "underheap-" + space + "-" + dead + "-17.x",
                ".underheap-claims-root",
                "dhat-heap.json");
        for (String other : others) {
            leave(other, Duration.ofDays(2));
        }

        assertThat(left()).containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void onlyFilesAreRemoved() throws IOException {
        leave("target", Duration.ofDays(2));
        Files.createSymbolicLink(folder.resolve(name(space, dead, "17")), Path.of("target"));
        Files.createDirectory(folder.resolve(name(space, dead, "19")));

        assertThat(left()).containsExactlyInAnyOrder("target", name(space, dead, "17"), name(space, dead, "19"));
    }

    @Test
    void filesOfAnotherUserStay() throws IOException {
        leave(name(space, dead, "17"), Duration.ofDays(2));
        assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "only the superuser can give a file away");
        Files.setAttribute(folder.resolve(name(space, dead, "17")), "unix:uid", 4_711);

        assertThat(left()).containsExactly(name(space, dead, "17"));
    }

    @Test
    void aFolderThatIsNotThereHasNone() {
        PassingFiles none = new PassingFiles(folder.resolve("missing"), ".x");

        none.removeLeftovers();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anInterruptedThreadUsesTheSameSpace() {
        Thread.currentThread().interrupt();

        String name = new PassingFiles(folder, ".x").newFile().getFileName().toString();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(name).startsWith(".underheap-" + space + "-");
    }
}
