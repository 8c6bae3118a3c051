package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the launcher builds the library, and what that means for other launchers and for programs that are running. */
@Order(2) // takes long, so it begins early
class LauncherBuildIT {

    /** A Maven whose jar is the library. */
    private static final String THE_LIBRARY =
            "cp '" + Path.of(System.getProperty("build.jar")).toAbsolutePath() + "' \"$made\"";

    private static final String WAITING = "underheap: another launcher is building the library; waiting for it\n";

    @TempDir
    Path temp;

    private LauncherHome home;

    @BeforeEach
    void prepare() throws IOException {
        home = new LauncherHome(temp);
        home.write("App.java", "void main() { System.out.println(\"ran\"); }");
    }

    @Test
    void whenItIsMissing() throws Exception {
        useFakeJdk();
        LauncherHome.writeJava(
                temp.resolve("jdk"), List.of("Main", "Publication", "Rehearsal"), LauncherHome.SHOWS_ARGUMENTS);
        home.withMavenThat(THE_LIBRARY);
        Files.delete(home.current());

        Processes.Result first = home.run("run", "App.java");

        assertThat(first.err().lines())
                .startsWith(
                        "underheap: building the library (not built yet); the first build also downloads what it needs")
                .anyMatch(line -> line.matches("underheap: built in \\d+ s"));
        Path checkout = home.script().toRealPath().getParent();
        assertThat(Files.readString(temp.resolve("mvn-ran")))
                .isEqualTo(temp.resolve("jdk") + " -B -ntp -Dmaven.test.skip=true -Dbuild.folder=" + checkout
                        + "/.underheap/build -f " + checkout + "/pom.xml package\n");
        Path jar = jarGivenTo(first);
        assertThat(jar).hasSameBinaryContentAs(Path.of(System.getProperty("build.jar")));
        String name = jar.getFileName().toString().replaceFirst("[.]jar$", "");
        assertThat(names(home.place())).contains(name + "-all.jar", name + ".jar.used", name + ".aot", "current");
        assertThat(names(home.place())).noneMatch(file -> file.startsWith("tmp."));

        assertThat(home.run("run", "App.java").err()).doesNotContain("building");
    }

    /** Here there is no Maven, so that it is only said. */
    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "LICENSE", "src/main/java/Library.java", "bindings/underheap.c"})
    void whenSomethingItIsMadeOfIsNewer(String source) throws Exception {
        useFakeJdk();
        Path changed = home.script().resolveSibling(source);
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, Files.exists(changed) ? Files.readString(changed) : "");
        LauncherHome.makeNewerThanTheLibrary(changed);
        Path tools = temp.resolve("tools");
        for (String tool : List.of("sh", "sed", "head", "find", "mkdir", "flock", "java", "readlink", "tr")) {
            LauncherHome.writeScript(
                    tools.resolve(tool), "PATH='" + System.getenv("PATH") + "'", "exec " + tool + " \"$@\"");
        }

        assertThat(home.with("PATH", tools.toString()).in(List.of("/bin/sh")).run("run", "App.java"))
                .isEqualTo(new Processes.Result(
                        2,
                        "",
                        "underheap: the library is older than " + source
                                + ", and Maven (mvn), which builds it, is not on the PATH\n"));
    }

    @Test
    void aFailedBuildIsShown() throws Exception {
        useFakeJdk();
        home.withMavenThat("echo 'ERROR: no semicolon'; exit 1");
        Files.delete(home.current());

        Processes.Result result = home.run("run", "App.java");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("ERROR: no semicolon\n")
                .contains("underheap: the build failed; all it said is in ");
    }

    /** Maven is not done before the others have come. */
    @Test
    void launchersAtOnceBuildOnce() throws Exception {
        home.withMavenThat(
                "until [ \"$(cat '" + temp + "'/?.err | grep -c waiting)\" = 2 ]; do sleep 0.1; done\n" + THE_LIBRARY);
        Files.delete(home.current());

        List<Process> launchers = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            launchers.add(home.builder("run", "--out=" + name + ".json", "App.java")
                    .redirectOutput(temp.resolve(name + ".out").toFile())
                    .redirectError(temp.resolve(name + ".err").toFile())
                    .start());
        }
        for (Process launcher : launchers) {
            Processes.finish(launcher);
        }

        String errors = "";
        for (String name : List.of("a", "b", "c")) {
            errors += Files.readString(temp.resolve(name + ".err"));
            assertThat(temp.resolve(name + ".out")).hasContent("ran");
        }
        assertThat(launchers).as(errors).allMatch(launcher -> launcher.exitValue() == 0);
        assertThat(errors).containsOnlyOnce("underheap: building the library").containsOnlyOnce("underheap: built in");
        assertThat(errors.split(WAITING, -1)).hasSize(3);
        assertThat(Files.readString(temp.resolve("mvn-ran")).lines()).hasSize(1);
    }

    @Test
    void aBuildTakesNothingAwayFromARunningProgram() throws Exception {
        home.withLibrary();
        home.write("Slow.java", """
                import io.github.underheap.TrackingArena;

                void main() throws Exception {
                    TrackingArena.ofShared().allocate(104729);
                    System.out.println("ready");
                    System.in.read();
                }
                """);
        Process slow = home.builder("run", "--out=slow.json", "Slow.java")
                .redirectError(temp.resolve("slow.err").toFile())
                .start();
        assertThat(slow.inputReader().readLine()).isEqualTo("ready");

        // A library that is another one; then the folder that Maven built it in goes.
        Path other = temp.resolve("other.jar");
        Manifests.writeJar(other, "Other", "library");
        home.withMavenThat("cp '" + other + "' \"$made\"");
        LauncherHome.makeNewerThanTheLibrary(home.source());
        assertThat(home.run("run", "App.java").err())
                .contains("underheap: building the library (older than src/main/java/Library.java)");
        assertThat(Processes.run(temp, System.getenv(), "", List.of("rm", "-rf", home.place() + "/build"))
                        .code())
                .isZero();

        slow.outputWriter().write('\n');
        slow.outputWriter().close();
        assertThat(Processes.finish(slow))
                .as(Files.readString(temp.resolve("slow.err")))
                .isZero();
        assertThat(Files.readString(temp.resolve("slow.err")))
                .contains("104,729", "underheap: The data has been saved to slow.json,");
        assertThat(Files.readString(home.file("slow.json"))).contains("104729", "Slow.java:4");
    }

    /** The lock of a launcher that was killed, with its Maven, is nobody's. */
    @Test
    void aBuildThatWasKilledIsNotWaitedFor() throws Exception {
        useFakeJdk();
        home.withMavenThat("echo $$ >'" + temp.resolve("pid") + "'; exec sleep 600");
        Files.delete(home.current());
        Process killed = home.builder("run", "App.java").start();
        await().until(() -> Files.exists(temp.resolve("pid"))
                && !Files.readString(temp.resolve("pid")).isEmpty());
        ProcessHandle maven = ProcessHandle.of(
                        Long.parseLong(Files.readString(temp.resolve("pid")).strip()))
                .orElseThrow();

        killed.descendants().filter(child -> !child.equals(maven)).forEach(ProcessHandle::destroyForcibly);
        killed.destroyForcibly().waitFor();
        Process waits = home.withMavenThat(THE_LIBRARY)
                .builder("run", "App.java")
                .redirectError(temp.resolve("waits.err").toFile())
                .start();
        await().until(() -> Files.readString(temp.resolve("waits.err")).equals(WAITING));
        maven.destroyForcibly();

        assertThat(Processes.finish(waits)).isZero();
        assertThat(Files.readString(temp.resolve("waits.err"))).contains("underheap: built in ");
    }

    /** As it would be by another JDK. */
    @Test
    void aCacheThatDoesNotFitIsNotUsed() throws Exception {
        useFakeJdk();
        Path cache = home.place().resolve(home.jar().getFileName().toString().replace(".jar", ".aot"));
        Files.writeString(cache, "x".repeat(104_729));

        Processes.Result result = home.run("run", "App.java");

        assertThat(result.code()).isZero();
        assertThat(result.err())
                .startsWith("underheap: dhat-heap.json was not written: ")
                .hasLineCount(1);
    }

    /** Where no file can be locked each launcher builds for itself. */
    @Test
    void withoutLocks() throws Exception {
        useFakeJdk();
        LauncherHome.writeScript(temp.resolve("maven/flock"), "exit 71");
        home.withMavenThat(THE_LIBRARY);
        Files.delete(home.current());

        Processes.Result result = home.run("run", "App.java");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(jarGivenTo(result)).hasSameBinaryContentAs(Path.of(System.getProperty("build.jar")));
        assertThat(Files.readString(temp.resolve("mvn-ran"))).containsPattern("-Dbuild.folder=.*/tmp\\.\\d+\\.build ");
        assertThat(names(home.place())).noneMatch(name -> name.matches("tmp\\.\\d+\\.build"));
    }

    @Test
    void oldJarsAreRemovedUnlessSomebodyHasThem() throws Exception {
        useFakeJdk();
        home.withMavenThat("printf 'new' >\"$made\"");
        Path unused = jarLastGivenOut("underheap-1.2.2-aaaaaaaaaaaaaaaa.jar", 2);
        Path unusedAll = Files.writeString(home.place().resolve("underheap-1.2.2-aaaaaaaaaaaaaaaa-all.jar"), "x");
        Path unusedCache = Files.writeString(home.place().resolve("underheap-1.2.2-aaaaaaaaaaaaaaaa.aot"), "x");
        Path open = jarLastGivenOut("underheap-1.2.2-bbbbbbbbbbbbbbbb.jar", 2);
        Path recent = jarLastGivenOut("underheap-1.2.2-cccccccccccccccc.jar", 0);
        Path replaced = jarLastGivenOut(home.jar().getFileName().toString(), 2);
        LauncherHome.makeNewerThanTheLibrary(home.source());

        try (InputStream running = Files.newInputStream(open)) {
            assertThat(home.run("run", "App.java").code()).isZero();
            assertThat(running.read()).isEqualTo('x');
        }

        assertThat(unused).doesNotExist();
        assertThat(unusedAll).doesNotExist();
        assertThat(unusedCache).doesNotExist();
        assertThat(unused.resolveSibling(unused.getFileName() + ".used")).doesNotExist();
        assertThat(open).exists();
        assertThat(recent).exists();
        assertThat(replaced).exists();
    }

    private Path jarLastGivenOut(String name, int daysAgo) throws IOException {
        Path jar = Files.writeString(home.place().resolve(name), "x");
        Path used = Files.writeString(home.place().resolve(name + ".used"), "");
        Files.setLastModifiedTime(used, FileTime.from(Instant.now().minus(daysAgo, ChronoUnit.DAYS)));
        return jar;
    }

    @Test
    void aPlaceThatCannotBeWritten() throws Exception {
        useFakeJdk();
        Processes.run(
                temp, System.getenv(), "", List.of("rm", "-r", home.place().toString()));
        Files.writeString(home.place(), "a file");

        assertThat(home.run("run", "App.java"))
                .isEqualTo(new Processes.Result(
                        2, "", "underheap: cannot write into " + home.place().toRealPath() + "\n"));
    }

    private void useFakeJdk() throws IOException {
        Path jdk = LauncherHome.fakeJdk(temp.resolve("jdk"), "25");
        home.with("UNDERHEAP_JAVA_HOME", jdk.toString());
    }

    /** From the arguments that the fake {@code java} printed. */
    private static Path jarGivenTo(Processes.Result result) {
        List<String> arguments = result.out().lines().toList();
        String classPath = arguments.get(arguments.indexOf("[-cp]") + 1);
        return Path.of(classPath.substring(1, classPath.length() - 1));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
