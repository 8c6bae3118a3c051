package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.process.HostName;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.report.DhatViewer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process says and leaves behind when it ends with the option {@code output} set. */
class ExitReportIT {

    private static final String NUMBERS = """
            underheap: Total:     1,512 bytes in 2 blocks
            underheap: At t-gmax: 1,512 bytes in 2 blocks
            underheap: At t-end:  1,009 bytes in 1 blocks
            """;

    @TempDir
    private Path folder;

    @Test
    void returningFromMain() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("dhat-heap.json").run(ExitPrograms.Returns.class);

        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("at work\n");
        String program = Pattern.quote(ExitPrograms.class.getName());
        assertThat(result.err())
                .startsWith(NUMBERS + "underheap: Sites by total bytes:\n")
                .matches("(?s).*\n 1\\. +1,009 +1 +1,009 +1,009 +[0-9.]+ [µm]?s\n {6}" + program
                        + "\\.allocate \\(ExitPrograms\\.java:\\d+\\)\n {6}" + program
                        + "\\$Returns\\.main \\(ExitPrograms\\.java:\\d+\\)\n 2\\. +503 +1 +503 +0 .*")
                .endsWith("underheap: The data has been saved to dhat-heap.json, and is viewable with dh_view.html"
                        + " (https://nnethercote.github.io/dh_view/dh_view.html) or the Firefox Profiler"
                        + " (https://profiler.firefox.com)\n");
        JsonNode file = profile("dhat-heap.json");
        assertThat(file.path("cmd").asText()).isEqualTo(ExitPrograms.Returns.class.getName());
        assertThat(file.at("/underheap/final").asBoolean()).isTrue();
        DhatViewer.show(folder.resolve("dhat-heap.json"));
    }

    @Test
    void exitWithACode() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("x.json").run(ExitPrograms.Exits.class);

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).startsWith(NUMBERS);
        assertThat(totalBytes(profile("x.json"))).isEqualTo(1_512);
    }

    @Test
    void anUncaughtException() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("x.json").run(ExitPrograms.Throws.class);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("on purpose", NUMBERS);
        assertThat(totalBytes(profile("x.json"))).isEqualTo(1_512);
    }

    @Test
    void haltWritesNothing() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("x.json").run(ExitPrograms.Halts.class);

        assertThat(result.code()).isEqualTo(4);
        assertThat(result.err()).isEmpty();
        assertThat(names()).isEmpty();
    }

    @Test
    @Timeout(60)
    void aTerminatedProcess() throws Exception {
        ForkedJvm jvm = ForkedJvm.in(folder).output("x.json");
        Process process = jvm.start(ExitPrograms.Waits.class);
        while (Files.size(jvm.out()) == 0 && process.isAlive()) {
            Thread.onSpinWait();
        }
        process.destroy();

        ForkedJvm.Result result = jvm.finish(process);

        assertThat(result.code()).isEqualTo(128 + 15);
        assertThat(result.err()).startsWith(NUMBERS);
        assertThat(totalBytes(profile("x.json"))).isEqualTo(1_512);
    }

    @Test
    void aThreadThatGoesOnAllocating() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("x.json").run(ExitPrograms.KeepsAllocating.class);

        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("underheap: The data has been saved to x.json");
        assertThat(totalBytes(profile("x.json"))).isGreaterThanOrEqualTo(1_009 * 154L);
        DhatViewer.showUnsettled(folder.resolve("x.json"));
    }

    @Test
    void firstUseWhileTheProcessEnds() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("x.json").run(ExitPrograms.UsesItInAShutdownHook.class);

        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("at work\n");
        assertThat(result.err())
                .isEqualTo("underheap: the process is ending already; no profile will be written to x.json\n");
        assertThat(names()).isEmpty();
    }

    @Test
    void placeholders() throws Exception {
        long before = System.currentTimeMillis();
        ForkedJvm jvm = ForkedJvm.in(folder).variable("POD", "pod-7").output("%{POD}_%h_%p_%t_100%%.json");
        Process process = jvm.start(ExitPrograms.Returns.class);
        ForkedJvm.Result result = jvm.finish(process);
        long after = System.currentTimeMillis();

        assertThat(names()).hasSize(1);
        Matcher parts = Pattern.compile("pod-7_(.+)_(\\d+)_(\\d+)_100%\\.json").matcher(names().getFirst());
        assertThat(parts.matches()).isTrue();
        assertThat(parts.group(1)).isEqualTo(HostName.current());
        assertThat(parts.group(2)).isEqualTo(Long.toString(process.pid()));
        assertThat(Long.parseLong(parts.group(3))).isBetween(before, after);
        assertThat(result.err()).contains("saved to " + names().getFirst() + ",");
    }

    @Test
    void aFolderThatIsNotThere() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("missing/x.json").run(ExitPrograms.Exits.class);

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .startsWith(NUMBERS)
                .endsWith("\nunderheap: error: cannot write missing/x.json: there is no such directory\n");
        assertThat(names()).isEmpty();
    }

    @Test
    void aFullDisk() throws Exception {
        Path old = Files.writeString(folder.resolve("x.json"), "old");

        // At most 8 units of 512 or 1,024 bytes a file.
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .shell("ulimit -f 8; exec \"$@\"")
                .option("-XX:-UsePerfData")
                .output("x.json")
                .run(LongCommand.class);

        assertThat(result.code()).isEqualTo(5);
        assertThat(result.err()).endsWith("\nunderheap: error: cannot write x.json: File too large\n");
        assertThat(old).hasContent("old");
        assertThat(names()).containsExactly("x.json");
    }

    /** Makes the file larger than that by the command that stands in it. */
    static final class LongCommand {
        public static void main(String[] args) {
            System.setProperty("sun.java.command", "x".repeat(20_011));
            TrackingArena.ofShared().allocate(11);
            System.exit(5);
        }
    }

    @Test
    void standardOutputThatIsAFileKeepsWhatWasWritten() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("/dev/stdout").run(ExitPrograms.Returns.class);

        assertThat(result.err()).contains("underheap: The data has been saved to /dev/stdout,");
        assertThat(result.out()).startsWith("at work\n{\"dhatFileVersion\":2,").endsWith("\"origin\":[0,1]}}\n");
    }

    @Test
    void standardOutputThatIsAPipe() throws Exception {
        ForkedJvm.Result result =
                ForkedJvm.in(folder).shell("\"$@\" | cat").output("/dev/fd/1").run(ExitPrograms.Returns.class);

        assertThat(result.err()).contains("underheap: The data has been saved to /dev/fd/1,");
        assertThat(result.out()).startsWith("at work\n{\"dhatFileVersion\":2,").endsWith("\"origin\":[0,1]}}\n");
    }

    @Test
    void aNewFileIsForItsOwnerAlone() throws Exception {
        ForkedJvm.in(folder).shell("umask 022; exec \"$@\"").output("x.json").run(ExitPrograms.Returns.class);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("x.json"))))
                .isEqualTo("rw-------");
    }

    /** For the superuser there are no such limits. */
    @Test
    void anOldFileThatItsOwnerMayOnlyRead() throws Exception {
        Path old = Files.writeString(folder.resolve("x.json"), "old");
        ForkedJvm jvm = ForkedJvm.in(folder).output("x.json");
        if (Files.getAttribute(Path.of("/proc/self/task"), "unix:uid").equals(0)) {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.setAttribute(old, "unix:uid", 12347);
            jvm.shell("exec setpriv --reuid=12347 --clear-groups \"$@\"");
        }
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("r--r--r--"));

        ForkedJvm.Result result = jvm.run(ExitPrograms.Returns.class);

        assumeTrue(!result.err().contains("Could not find"), "unreadable");
        assertThat(result.err()).startsWith(NUMBERS).contains("\nunderheap: The data has been saved to x.json,");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
                .isEqualTo("r--r--r--");
        assertThat(names()).containsExactly("x.json");
    }

    /** As containers have it: nothing can be moved into its place. */
    @Test
    void aFileThatIsAMountPoint() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "no unshare");
        assumeTrue(new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0, "no mounts");
        Path outside = Files.writeString(folder.resolve("outside"), "old".repeat(5_003));
        Files.createFile(folder.resolve("a b.json"));

        ForkedJvm.Result result = ForkedJvm.in(folder)
                .shell("exec unshare -m sh -c 'mount --bind outside \"a b.json\"; exec \"$@\"' sh \"$@\"")
                .output("a b.json")
                .run(ExitPrograms.Returns.class);

        assertThat(result.err()).contains("\nunderheap: The data has been saved to a b.json,");
        assertThat(totalBytes(profile("outside"))).isEqualTo(1_512);
        assertThat(outside).content().startsWith("{").endsWith("}}\n");
        assertThat(names()).containsExactly("a b.json", "outside");
    }

    @Test
    void aWrongValueIsSaidInOneLineAndTheOtherOptionsStay() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .output("x.json")
                .option("-Dunderheap.depth=65")
                .run(ExitPrograms.Exits.class);

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .startsWith(
                        "underheap: system property underheap.depth: '65' is not valid; expected a whole number from"
                                + " 1 to 64; depth is 8 now\n" + NUMBERS);
        assertThat(totalBytes(profile("x.json"))).isEqualTo(1_512);
    }

    @Test
    void anUnknownKeyInTheEnvironment() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .variable("UNDERHEAP_HO\nME", "/opt/underheap")
                .output("x.json")
                .run(ExitPrograms.Returns.class);

        assertThat(result.err())
                .startsWith(
                        "underheap: environment variable UNDERHEAP_HO\\u000aME: there is no such option; did you mean"
                                + " UNDERHEAP_WALK? (it is ignored)\n" + NUMBERS);
        assertThat(totalBytes(profile("x.json"))).isEqualTo(1_512);
    }

    @Test
    void switchedOffBesideAnUnknownKey() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .output("x.json")
                .option("-Dunderheap.enabled=false", "-Dunderheap.foo=1")
                .run(ExitPrograms.Returns.class);

        assertThat(result)
                .isEqualTo(new ForkedJvm.Result(
                        0,
                        "at work\n",
                        "underheap: system property underheap.foo: there is no such option; did you mean"
                                + " underheap.walk? (it is ignored)\n"));
        assertThat(names()).isEmpty();
    }

    @Test
    void theEnvironmentIsRead() throws Exception {
        ForkedJvm.in(folder)
                .variable("UNDERHEAP_OUTPUT", "variable.json")
                .variable("UNDERHEAP_CAPTURE", "none")
                .run(ExitPrograms.Returns.class);

        assertThat(profile("variable.json").path("bklt").asBoolean(true)).isFalse();
    }

    @Test
    void aNameThatNoFileCanHave() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).run(NulInTheName.class);

        assertThat(result.code()).isZero();
        assertThat(result.err())
                .isEqualTo(
                        "underheap: output: 'a\\u0000b' is not a path (Nul character not allowed); no profile will be"
                                + " written\n");
    }

    /** No command line can hold that character. */
    static final class NulInTheName {
        public static void main(String[] args) {
            System.setProperty("underheap.output", "a\0b");
            TrackingArena.ofShared().allocate(13);
        }
    }

    @Test
    void withNothingRecordedAnOlderFileStays() throws Exception {
        Path old = Files.writeString(folder.resolve("x.json"), "old");

        ForkedJvm.Result result = ForkedJvm.in(folder)
                .output("x.json")
                .option("-Dunderheap.enabled=false")
                .run(ExitPrograms.Returns.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "at work\n", ""));
        assertThat(old).hasContent("old");
    }

    @Test
    void anErrorStreamThatThrows() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("x.json").run(ExitPrograms.ReplacesTheErrorStream.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "at work\n", ""));
        assertThat(totalBytes(profile("x.json"))).isEqualTo(1_512);
    }

    @Test
    void aSourceFile() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("x.json").runSource(unicodeProgram(), "first", "2");

        assertThat(result.err()).contains("""
                              Main.größe (Main.java:7)
                              Main.main (Main.java:3)
                        underheap: The data has been saved to x.json,""");
        assertThat(profile("x.json").path("cmd").asText()).isEqualTo("Main.java first 2");
        assertThat(profile("x.json").path("ftbl").toString()).contains("com.sun.tools.javac.launcher.");
    }

    @Test
    void withoutALocaleTheTextIsUtf8() throws Exception {
        ForkedJvm.Result result =
                ForkedJvm.in(folder).variable("LC_ALL", "C").output("x.json").runSource(unicodeProgram());

        assertThat(result.err()).contains("Main.größe (Main.java:7)");
    }

    @Test
    void withALocaleTheTextIsInItsEncoding() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .option("-Dstderr.encoding=ISO-8859-1")
                .shell("\"$@\" 3>&2 2>&1 1>&3 | iconv -f ISO-8859-1 -t UTF-8 >&2")
                .output("x.json")
                .runSource(unicodeProgram());

        assertThat(result.err()).contains("Main.größe (Main.java:7)");
    }

    /** Allocates in a method of a name that is not ASCII. */
    private Path unicodeProgram() throws IOException {
        Files.writeString(folder.resolve("Main.java"), """
                public class Main {
                    public static void main(String[] args) {
                        größe();
                    }

                    static void größe() {
                        io.github.underheap.TrackingArena.ofShared().allocate(17);
                    }
                }
                """);
        return Path.of("Main.java");
    }

    @Test
    void providersOfOthersThatCannotBeLoadedDoNotMatter() throws Exception {
        Path services = Files.createDirectories(folder.resolve("broken/META-INF/services"));
        Files.writeString(
                services.resolve(ProfileFormat.class.getName()),
                "no.such.Provider\n" + BrokenFormat.class.getName() + "\n" + String.class.getName() + "\n");

        ForkedJvm.Result result = ForkedJvm.in(folder)
                .classPath("broken:" + ForkedJvm.library() + ":" + testClasses())
                .output("x.json")
                .run(ExitPrograms.Returns.class);

        assertThat(result.code()).isZero();
        assertThat(result.err()).startsWith(NUMBERS);
        assertThat(totalBytes(profile("x.json"))).isEqualTo(1_512);
    }

    /** A format that fails when it is looked at. */
    public static final class BrokenFormat implements ProfileFormat {

        @Override
        public String name() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(Profile profile, OutputStream out) {
            throw new UnsupportedOperationException();
        }
    }

    /** As a jar is that was merged from several. */
    @Test
    void theListOfProvidersIsNotNeeded() throws Exception {
        Path merged = folder.resolve("merged");
        copyClasses(ForkedJvm.library(), merged);

        ForkedJvm.Result result = ForkedJvm.in(folder)
                .classPath(merged + ":" + testClasses())
                .output("x.json")
                .run(ExitPrograms.Returns.class);

        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("underheap: The data has been saved to x.json");
        assertThat(profile("x.json").path("pps").size()).isEqualTo(2);
    }

    /** Copies the classes of a folder or a jar, and nothing else. */
    private static void copyClasses(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            try (FileSystem jar = FileSystems.newFileSystem(from)) {
                copyClasses(jar.getPath("/"), to);
            }
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path path :
                    files.filter(name -> name.toString().endsWith(".class")).toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(path, copy);
            }
        }
    }

    private static String testClasses() {
        return ExitReportIT.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }

    private JsonNode profile(String name) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(name).toFile());
    }

    private static long totalBytes(JsonNode profile) {
        long sum = 0;
        for (JsonNode point : profile.path("pps")) {
            sum += point.path("tb").asLong();
        }
        return sum;
    }

    /** What the process left in its folder beside its output. */
    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals("stdout") && !name.equals("stderr"))
                    .sorted()
                    .toList();
        }
    }
}
