package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.underheap.ForkedJvm;
import io.github.underheap.file.PassingFiles;
import io.github.underheap.stack.program.InterruptedMain;
import io.github.underheap.stack.program.StateMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the helper is unpacked, what is left of it, and why it is not. */
class HelperFileIT implements NeedsTheWalk {
    private static final String REFUSED = "RESULT off: the helper library cannot be loaded: ";
    private static final int STICKY = 01000;

    @TempDir
    private Path directory;

    private Path folder;

    @BeforeEach
    void aFolderForTemporaryFiles() throws IOException {
        // The JVM sees the file by its real name.
        directory = directory.toRealPath();
        folder = Files.createDirectory(directory.resolve("tmp"));
    }

    private ForkedJvm jvm(Object temporary) {
        return WalkPrograms.jvm(directory, "-Djava.io.tmpdir=" + temporary);
    }

    private static String state(ForkedJvm jvm) throws IOException, InterruptedException {
        ForkedJvm.Result result = jvm.run(StateMain.class, "vm");
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The class path of the test programs alone. */
    private static String programs() {
        return StateMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }

    private static void mode(Path of, int mode) throws IOException {
        Files.setAttribute(of, "unix:mode", mode);
    }

    @Test
    void nothingIsLeftOfIt() throws Exception {
        assertThat(state(jvm(folder))).isEqualTo("RESULT vm\n");
        assertThat(left()).isEmpty();
    }

    @Test
    void anInterruptedThreadLoadsItAndStaysInterrupted() throws Exception {
        ForkedJvm.Result result = jvm(folder).run(InterruptedMain.class);

        assertThat(result.output()).isEqualTo("RESULT vm, interrupted true\n");
        assertThat(left()).isEmpty();
    }

    /** The class loader reads files of such a module through a channel, which an interruption closes. */
    @Test
    void anInterruptedThreadLoadsItFromAnUnpackedModule() throws Exception {
        Path module = Path.of("target", "classes").toAbsolutePath();
        ForkedJvm.Result result = ForkedJvm.in(directory)
                .classPath(programs())
                .option("-p", module.toString(), "--add-modules", "io.github.underheap")
                .option("--add-exports", "io.github.underheap/io.github.underheap.stack=ALL-UNNAMED")
                .option("--enable-native-access=io.github.underheap", "-Djava.io.tmpdir=" + folder)
                .run(InterruptedMain.class);

        assertThat(result.output()).isEqualTo("RESULT vm, interrupted true\n");
        assertThat(left()).isEmpty();
    }

    @Test
    void theFolderMayBeNamedRelatively() throws Exception {
        assertThat(state(jvm("tmp"))).isEqualTo("RESULT vm\n");
        assertThat(left()).isEmpty();
    }

    @Test
    void aMissingFolderIsNamed() throws Exception {
        ForkedJvm.Result result = jvm("missing").run(StateMain.class, "vm");

        assertThat(result.out()).isEqualTo(REFUSED + "java.io.tmpdir=missing: there is no such folder\n");
    }

    @Test
    void aFolderWhereOthersMayExchangeItIsRefused() throws Exception {
        String refused = REFUSED + folder + " is no place for it: other users may rename files there (no sticky bit);"
                + " -Djava.io.tmpdir names another folder\n";
        mode(folder, 0777);
        assertThat(state(jvm(folder))).isEqualTo(refused);
        mode(folder, 0770);
        assertThat(state(jvm(folder))).isEqualTo(refused);
        assertThat(left()).isEmpty();

        mode(folder, 0777 | STICKY);
        assertThat(state(jvm(folder))).isEqualTo("RESULT vm\n");
        assertThat(left()).isEmpty();
    }

    /** Its owner may rename what is in it, with the sticky bit or without. */
    @Test
    void aFolderOfAnotherUserIsRefused() throws Exception {
        assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "only the superuser can give a folder away");
        mode(folder, 0777 | STICKY);
        Files.setAttribute(folder, "unix:uid", 4_711);

        assertThat(state(jvm(folder)))
                .isEqualTo(REFUSED + folder + " is no place for it: it belongs to another user (number 4711);"
                        + " -Djava.io.tmpdir names another folder\n");
    }

    @Test
    void soIsAFolderInsideOfOneWhereOthersMayRenameIt() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        mode(folder, 0777);
        Path link = Files.createSymbolicLink(directory.resolve("link"), inner);

        assertThat(state(jvm(link))).startsWith(REFUSED + folder + " is no place for it: ");
    }

    /** The partly written file is removed. */
    @Test
    void aFullFolderIsSaid() throws Exception {
        ForkedJvm jvm = jvm(folder).option("-XX:-UsePerfData").shell("ulimit -f 8; exec \"$@\"");

        assertThat(state(jvm)).isEqualTo(REFUSED + "File too large\n");
        assertThat(left()).isEmpty();
    }

    @Test
    void theLoadersOwnReasonIsGiven() throws Exception {
        Path broken =
                directory.resolve("io/github/underheap/stack/native/" + HelperFile.platform() + "/libunderheap.so");
        Files.createDirectories(broken.getParent());
        Files.writeString(broken, "no library\n".repeat(100));
        ForkedJvm jvm = jvm(folder)
                .classPath(String.join(
                        File.pathSeparator,
                        directory.toString(),
                        ForkedJvm.library().toString(),
                        programs()));

        assertThat(jvm.run(StateMain.class, "vm").out())
                .matches("\\Q" + REFUSED + folder
                        + "\\E/\\.underheap-[0-9a-f]+-\\d+-[0-9a-f]+\\.so: .*: invalid ELF header\n");
        assertThat(left()).isEmpty();
    }

    @Test
    void whatDeadProcessesLeftIsRemoved() throws Exception {
        Process dead = jvm(folder).start(StateMain.class);
        dead.waitFor();
        String own = new PassingFiles(folder, ".so").newFile().getFileName().toString();
        String ofDead = own.replace("-" + ProcessHandle.current().pid() + "-", "-" + dead.pid() + "-");
        Files.writeString(folder.resolve(own), "\u007fELF");
        Files.writeString(folder.resolve(ofDead), "\u007fELF");

        assertThat(state(jvm(folder))).isEqualTo("RESULT vm\n");

        assertThat(left()).containsExactly(own);
    }
}
