package io.github.underheap.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherMarkTest {

    @TempDir
    private Path folder;

    @Test
    void isSetByDeletingFiles() throws Exception {
        Path said = Files.createFile(folder.resolve("mark"));
        Path idle = Files.createFile(folder.resolve("mark.idle"));
        Path saved = Files.createFile(folder.resolve("mark.saved"));
        LauncherMark mark = new LauncherMark(said, idle, saved);

        assertThat(mark.savedTo(Path.of("/a folder/profile.json"))).isTrue();
        assertThat(saved).hasContent("/a folder/profile.json");
        Files.delete(saved);
        mark.recording();
        assertThat(folder).isDirectoryContaining(said::equals).isDirectoryNotContaining(idle::equals);
        mark.off();
        assertThat(said).hasContent("off");
        mark.said();
        assertThat(folder).isEmptyDirectory();
    }

    /** Then the numbers are shown by the process itself. */
    @Test
    void aFileThatIsNotEmptyGetsTheNameOnly() throws Exception {
        Path saved = Files.writeString(folder.resolve("mark.saved"), "-");

        assertThat(new LauncherMark(null, null, saved).savedTo(Path.of("/a/profile.json")))
                .isFalse();
        assertThat(saved).hasContent("/a/profile.json");
    }

    @Test
    void nobodyHasToReadTheProfile() {
        Path saved = folder.resolve("mark.saved");

        assertThat(new LauncherMark(null, null, saved).savedTo(Path.of("profile.json")))
                .isFalse();
        assertThat(new LauncherMark(null, null, null).savedTo(Path.of("profile.json")))
                .isFalse();

        assertThat(saved).doesNotExist();
    }

    @Test
    void oneThatCannotBeSetForWantOfMemoryChangesNothingElse() {
        Path full = (Path) Proxy.newProxyInstance(
                LauncherMarkTest.class.getClassLoader(), new Class<?>[] {Path.class}, (_, _, _) -> {
                    throw new OutOfMemoryError("Java heap space");
                });
        LauncherMark mark = new LauncherMark(full, full, full);

        assertThatNoException().isThrownBy(mark::recording);
        assertThatNoException().isThrownBy(() -> mark.savedTo(full));
        assertThatNoException().isThrownBy(mark::off);
        assertThatNoException().isThrownBy(mark::said);
    }
}
