package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import io.github.underheap.profile.Profile;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads profiles in processes that lack what is needed for it. */
class ProfilesIT {

    /** A JVM as root may read everything, unless it gives that up. */
    private static final String WITHOUT_PRIVILEGES = "if [ \"$(id -u)\" = 0 ]; then exec setpriv --bounding-set=-all"
            + " --inh-caps=-all \"$@\"; fi; exec \"$@\"";

    @TempDir
    private Path folder;

    /** Reads a profile, and says what it has or why that cannot be. */
    static final class Reads {
        public static void main(String[] args) {
            try {
                Profile profile = Profiles.read(Path.of(args[0]));
                System.out.println(
                        profile.siteCount() + " sites, " + profile.stats().totalBytes() + " bytes");
            } catch (Exception e) {
                System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }

    private Path profile() throws Exception {
        return Files.writeString(
                folder.resolve("small.json"),
                "{\"underheapProfile\":1,\"timed\":true,\"durationNanos\":1,\"frames\":[{\"text\":\"f\"}],"
                        + "\"sites\":[{\"stack\":[0],\"totalBytes\":1009}]}");
    }

    private ForkedJvm withParser() {
        Path parser = Path.of(JsonFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        Path tests = Path.of(ProfilesIT.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return ForkedJvm.in(folder)
                .classPath(String.join(
                        File.pathSeparator, ForkedJvm.library().toString(), tests.toString(), parser.toString()));
    }

    @Test
    void withoutAParserItSaysWhatToAdd() throws Exception {
        ForkedJvm.Result result =
                ForkedJvm.in(folder).run(Reads.class, profile().toString());

        assertThat(result.output())
                .isEqualTo(
                        "IllegalStateException: reading profiles needs com.fasterxml.jackson.core:jackson-core 2.16 or newer"
                                + " on the class path (with modules, also --add-modules com.fasterxml.jackson.core)\n");
    }

    @Test
    void withAParserItReads() throws Exception {
        ForkedJvm.Result result = withParser().run(Reads.class, profile().toString());

        assertThat(result.output()).isEqualTo("1 sites, 1009 bytes\n");
    }

    @Test
    void whatMayNotBeRead() throws Exception {
        Path file = profile();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));

        ForkedJvm.Result result = withParser().shell(WITHOUT_PRIVILEGES).run(Reads.class, file.toString());

        assertThat(result.output()).isEqualTo("UnreadableProfileException: " + file + ": permission denied\n");
    }

    /** A hundred thousand sites do not fit into a small heap, and that is said. */
    @Test
    void whatDoesNotFitIntoTheHeap() throws Exception {
        StringBuilder text =
                new StringBuilder("{\"underheapProfile\":1,\"timed\":true,\"durationNanos\":1,\"frames\":[");
        for (int i = 0; i < 300_000; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"text\":\"a frame of its own ")
                    .append(i)
                    .append("\"}");
        }
        Path file = Files.writeString(folder.resolve("large.json"), text.append("],\"sites\":[]}"));

        ForkedJvm.Result result =
                withParser().option("-Xmx16m", "-XX:+UseSerialGC").run(Reads.class, file.toString());

        assertThat(result.output())
                .isEqualTo("UnreadableProfileException: " + file
                        + ": does not fit into the heap of 15 MiB; give Java more, as with -Xmx2g\n");
    }
}
