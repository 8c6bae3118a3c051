package io.github.underheap.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir
    private Path folder;

    @Test
    void aNewFile() throws IOException {
        Path file = folder.resolve("new.json");

        WholeFile.write(file, out -> out.write("content".getBytes(UTF_8)));

        assertThat(file).hasContent("content");
        assertThat(names()).containsExactly("new.json");
    }

    @Test
    void anOldFileIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("old.json"), "longer than what comes");

        WholeFile.write(file, out -> out.write('x'));

        assertThat(file).hasContent("x");
        assertThat(names()).containsExactly("old.json");
    }

    @Test
    void theOldFileIsThereUntilTheNewOneIsWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("old.json"), "old");

        WholeFile.write(file, out -> {
            out.write(new byte[100_003]);
            out.flush();
            assertThat(file).hasContent("old");
        });

        assertThat(file).hasSize(100_003);
    }

    @Test
    void aFailureInTheMiddleLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("old.json"), "old");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(file, out -> {
                    out.write(new byte[100_003]);
                    throw new IOException("power cut");
                }))
                .withMessage("cannot write " + file + ": power cut");

        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("old.json");
    }

    @Test
    void anErrorInTheMiddleLeavesNothing() throws IOException {
        Path file = folder.resolve("new.json");

        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> WholeFile.write(file, out -> {
                    out.write(1);
                    throw new OutOfMemoryError("no heap");
                }));

        assertThat(names()).isEmpty();
    }

    @Test
    void aMissingDirectory() {
        Path file = folder.resolve("missing").resolve("new.json");

        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> WholeFile.write(file, out -> out.write(1)))
                .withMessage("cannot write " + file + ": there is no such directory")
                .satisfies(e -> assertThat(e.getFile()).isEqualTo(file.toString()))
                .satisfies(e -> assertThat(e.getReason()).isEqualTo("there is no such directory"));
    }

    @Test
    void aFileWhereADirectoryShouldBe() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x").resolve("new.json");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(file, out -> out.write(1)))
                .withMessage("cannot write " + file + ": Not a directory");
    }

    @Test
    void aDirectoryAsTarget() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("sub"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(directory, out -> out.write(1)))
                .withMessage("cannot write " + directory + ": it is a directory");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(Path.of("/"), out -> out.write(1)))
                .withMessage("cannot write /: it is a directory");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatNobodyMayWriteTo() {
        // Not even root may: the kernel's own.
        Path file = Path.of("/sys/kernel/underheap.json");
        assumeTrue(Files.isDirectory(file.getParent()), "no " + file.getParent());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(file, out -> out.write(1)))
                .satisfies(e -> assertThat(e.getMessage())
                        .isIn(
                                "cannot write " + file + ": no permission to write in its directory",
                                "cannot write " + file + ": Read-only file system"));
    }

    @Test
    void aNameAsLongAsNamesCanBe() throws IOException {
        Path file = folder.resolve("x".repeat(255));

        WholeFile.write(file, out -> out.write('x'));

        assertThat(file).hasContent("x");
    }

    @Test
    void aNameThatIsTooLong() {
        Path file = folder.resolve("x".repeat(256));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(file, out -> out.write('x')))
                .withMessage("cannot write " + file + ": File name too long");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void symbolicLinksStay() throws IOException {
        Path sub = Files.createDirectory(folder.resolve("sub"));
        Path file = Files.writeString(sub.resolve("real.json"), "old");
        Path near = Files.createSymbolicLink(sub.resolve("near"), Path.of("real.json"));
        Path far = Files.createSymbolicLink(folder.resolve("far"), near);

        WholeFile.write(far, out -> out.write('x'));

        assertThat(far).isSymbolicLink();
        assertThat(near).isSymbolicLink();
        assertThat(file).isRegularFile().hasContent("x");
        assertThat(names()).containsExactly("far", "sub", "sub/near", "sub/real.json");
    }

    @Test
    void aSymbolicLinkToAFileThatIsNotThere() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("new.json"));

        WholeFile.write(link, out -> out.write('x'));

        assertThat(link).isSymbolicLink().hasContent("x");
        assertThat(names()).containsExactly("link", "new.json");
    }

    @Test
    void aSymbolicLinkToItself() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(link, out -> out.write('x')))
                .withMessage("cannot write " + link + ": too many symbolic links");
    }

    @Test
    void aFullDevice() {
        Path file = Path.of("/dev/full");
        assumeTrue(Files.exists(file), "no /dev/full");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(file, out -> out.write(new byte[100_003])))
                .withMessage("cannot write /dev/full: No space left on device");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(file, out -> out.write(1)))
                .withMessage("cannot write /dev/full: No space left on device");
        assertThat(Files.exists(file) && !Files.isRegularFile(file)).isTrue();
    }

    @Test
    void aDeviceStaysADevice() throws IOException {
        Path file = Path.of("/dev/null");

        WholeFile.write(file, out -> out.write(1));

        assertThat(Files.exists(file) && !Files.isRegularFile(file)).isTrue();
    }

    @Test
    void aPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Future<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                return e.toString();
            }
        });

        WholeFile.write(pipe, out -> out.write("through".getBytes(UTF_8)));

        assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo("through");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void aNewFileIsForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("new.json");

        WholeFile.write(file, out -> out.write(1));

        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void aFileThatIsReplacedKeepsItsPermissions() throws IOException {
        Path file = Files.writeString(folder.resolve("old.json"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));

        WholeFile.write(file, out -> out.write('x'));

        assertThat(file).hasContent("x");
        assertThat(permissions(file)).isEqualTo("rw-r--rw-");
    }

    @Test
    void thePermissionsOfAFileOfAnotherUserDoNotMatter() throws Exception {
        Path file = Files.writeString(folder.resolve("old.json"), "old");
        giveAway(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        WholeFile.write(file, out -> out.write('x'));

        assertThat(file).hasContent("x");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void aLinkOfAnotherUserWhereEverybodyMayWriteIsNotFollowed() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "precious");
        Path forAll = forAll();
        Path link = Files.createSymbolicLink(forAll.resolve("x.json"), target);
        giveAway(link);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(link, out -> out.write('x')))
                .withMessage("cannot write " + link + ": " + link + " belongs to another user ("
                        + Files.getOwner(link, LinkOption.NOFOLLOW_LINKS).getName()
                        + "), in a directory where everybody may write; it is not followed");

        assertThat(target).hasContent("precious");
        assertThat(names()).containsExactly("all", "all/x.json", "target");
    }

    @Test
    void aDirectoryThatIsALinkOfAnotherUserIsNotFollowed() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(forAll().resolve("sub"), target);
        giveAway(link);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(link.resolve("x.json"), out -> out.write('x')))
                .withMessageContaining("belongs to another user");

        assertThat(target).isEmptyDirectory();
    }

    /** The way may come to the place of the others through a link of one's own. */
    @Test
    void aDirectoryBehindALinkThatIsALinkOfAnotherUserIsNotFollowed() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path planted = Files.createSymbolicLink(forAll().resolve("sub"), target);
        giveAway(planted);
        Path ofFile = Files.createSymbolicLink(folder.resolve("x.json"), planted.resolve("x.json"));
        Path ofFolder = Files.createSymbolicLink(folder.resolve("folder"), Path.of("all/sub"));
        Path around = Files.createSymbolicLink(folder.resolve("around"), Path.of("all"));

        for (Path file : List.of(ofFile, ofFolder.resolve("x.json"), around.resolve("sub/../sub/x.json"))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> WholeFile.write(file, out -> out.write('x')))
                    .withMessageStartingWith("cannot write " + file + ": " + planted + " belongs to another user");
        }

        assertThat(target).isEmptyDirectory();
    }

    @Test
    void directoriesThatAreLinksAreFollowed() throws IOException {
        Path real = Files.createDirectories(folder.resolve("a/b"));
        Files.createSymbolicLink(folder.resolve("near"), Path.of("a/./b"));
        Files.createSymbolicLink(real.resolve("far"), folder.resolve("near/../c"));
        Files.createDirectory(folder.resolve("a/c"));

        WholeFile.write(folder.resolve("near/far/../c/x.json"), out -> out.write('x'));

        assertThat(folder.resolve("a/c/x.json")).hasContent("x");
    }

    /** They lead where their text does not say. */
    @Test
    void linksOfTheKernelAreFollowed() throws IOException {
        Path here = Path.of("/proc/self/cwd");
        assumeTrue(Files.isSymbolicLink(here), "no " + here);
        Path file =
                here.resolve(here.toRealPath().relativize(folder.toRealPath())).resolve("x.json");

        WholeFile.write(file, out -> out.write('x'));

        assertThat(folder.resolve("x.json")).hasContent("x");
    }

    @Test
    void aPipeOfAnotherUserWhereEverybodyMayWriteIsNotWrittenTo() throws Exception {
        Path pipe = forAll().resolve("x.json");
        run("mkfifo", pipe.toString());
        giveAway(pipe);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.write(pipe, out -> out.write('x')))
                .withMessageContaining("belongs to another user");
    }

    @Test
    void aLinkOfOnesOwnWhereEverybodyMayWriteIsFollowed() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Path link = Files.createSymbolicLink(forAll().resolve("x.json"), target);

        WholeFile.write(link, out -> out.write('x'));

        assertThat(target).hasContent("x");
    }

    @Test
    void aLinkOfAnotherUserInADirectoryOfOnesOwnIsFollowed() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("x.json"), target);
        giveAway(link);

        WholeFile.write(link, out -> out.write('x'));

        assertThat(target).hasContent("x");
    }

    /** A directory as {@code /tmp} is. */
    private Path forAll() throws Exception {
        Path forAll = Files.createDirectory(folder.resolve("all"));
        run("chmod", "1777", forAll.toString());
        return forAll;
    }

    /** Makes it a file of another user, which takes root. */
    private static void giveAway(Path file) throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self/task"), "unix:uid").equals(0), "not root");
        run("chown", "-h", "12345:12345", file.toString());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void whatADeadProcessHasLeftIsRemoved() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor()).isZero();
        Path file = folder.resolve("new.json");
        String own = nameBeside(file);
        Files.writeString(folder.resolve(own), "left");
        Files.writeString(
                folder.resolve(own.replace("-" + ProcessHandle.current().pid() + "-", "-" + dead.pid() + "-")), "left");

        WholeFile.write(file, out -> out.write('x'));

        assertThat(names()).containsExactly(own, "new.json");
    }

    /** The name of a file that is being written. */
    private String nameBeside(Path file) throws IOException {
        List<String> seen = new ArrayList<>();
        WholeFile.write(file, out -> seen.addAll(names()));
        return seen.stream().filter(name -> name.endsWith(".tmp")).findFirst().orElseThrow();
    }

    @Test
    void anInterruptedThreadWritesAndStaysInterrupted() throws IOException {
        Path file = folder.resolve("new.json");
        Thread.currentThread().interrupt();

        WholeFile.write(file, out -> out.write('x'));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).hasContent("x");
    }

    @Test
    void ofManyWritersOneWinsAsAWhole() throws Exception {
        Path file = folder.resolve("new.json");
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> writers = Stream.of("a", "b", "c", "d")
                    .<Future<?>>map(text -> threads.submit(() -> {
                        for (int i = 0; i < 53; i++) {
                            WholeFile.write(
                                    file, out -> out.write(text.repeat(10_007).getBytes(UTF_8)));
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> writer : writers) {
                writer.get(1, TimeUnit.MINUTES);
            }
        }

        String content = Files.readString(file);
        assertThat(content).isEqualTo(content.substring(0, 1).repeat(10_007));
        assertThat(names()).containsExactly("new.json");
    }

    /** Everything below the folder. */
    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder))
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
