package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDK the launcher takes. */
class LauncherJdkIT {

    @TempDir
    Path temp;

    private LauncherHome home;

    @BeforeEach
    void prepare() throws IOException {
        home = new LauncherHome(temp).without("UNDERHEAP_JAVA_HOME");
        home.write("App.java", "");
    }

    @Test
    void theExplicitOneComesFirst() throws Exception {
        home.with("UNDERHEAP_JAVA_HOME", jdk("explicit", "25")).with("JAVA_HOME", jdk("ordinary", "26"));

        assertThat(chosen()).isEqualTo("explicit");
    }

    @Test
    void anExplicitOneThatIsTooOldIsAnError() throws Exception {
        String old = jdk("explicit", "21.0.1");

        assertThat(home.with("UNDERHEAP_JAVA_HOME", old).run("run", "App.java"))
                .isEqualTo(new Processes.Result(
                        2, "", "underheap: UNDERHEAP_JAVA_HOME=" + old + " is not a JDK 25 or newer (it is 21)\n"));
    }

    @Test
    void eightIsNotOne() throws Exception {
        String eight = jdk("explicit", "1.8.0_292");

        assertThat(home.with("UNDERHEAP_JAVA_HOME", eight)
                        .run("run", "App.java")
                        .err())
                .isEqualTo("underheap: UNDERHEAP_JAVA_HOME=" + eight + " is not a JDK 25 or newer (it is 8)\n");
    }

    @Test
    void anExplicitOneThatIsNoneIsAnError() throws Exception {
        assertThat(home.with("UNDERHEAP_JAVA_HOME", "/nowhere").run("run", "App.java"))
                .isEqualTo(new Processes.Result(
                        2, "", "underheap: UNDERHEAP_JAVA_HOME=/nowhere is not a JDK 25 or newer\n"));
    }

    @Test
    void oldOnesArePassedOverQuietly() throws Exception {
        home.with("JAVA_HOME", jdk("old home", "17.0.2")).pathStartsWith(Path.of(jdk("new", "27-ea"), "bin"));
        assertThat(chosen()).isEqualTo("new");

        home.pathStartsWith(Path.of(jdk("older still", "1.8.0_292"), "bin"));
        Files.createDirectories(temp.resolve(".sdkman/candidates/java"));
        jdk(".sdkman/candidates/java/25-tem", "25");
        Path script = home.script();
        // Only the user's own folders: what this machine has in its usual ones is not known here.
        Files.writeString(
                script, Files.readString(script).replace("/usr/lib/jvm/* /usr/java/* /opt/* /opt/java/*", ""));
        assertThat(chosen()).isEqualTo("25-tem");
    }

    @Test
    void aRuntimeWithoutCompilerIsNoJdk() throws Exception {
        String runtime = jdk("runtime", "25");
        Files.delete(Path.of(runtime, "bin", "javac"));

        home.with("JAVA_HOME", runtime).pathStartsWith(Path.of(jdk("jdk", "25"), "bin"));

        assertThat(chosen()).isEqualTo("jdk");
    }

    @Test
    void theVersionOfAJdkWithoutReleaseFileIsAsked() throws Exception {
        String jdk = jdk("asked", "25");
        Files.delete(Path.of(jdk, "release"));
        LauncherHome.writeJava(
                Path.of(jdk), "[ $# -gt 1 ] || echo 'openjdk version \"26.0.1\" 2026-04-01' >&2", "echo \"$0\"");

        assertThat(home.with("JAVA_HOME", jdk).run("run", "App.java").out()).isEqualTo(jdk + "/bin/java\n");
    }

    @Test
    void noneIsNewEnough() throws Exception {
        Path script = home.script();
        Files.writeString(script, Files.readString(script).replace("needed_java=25", "needed_java=999"));
        home.with("JAVA_HOME", jdk("newest", "998"));

        assertThat(home.run("run", "App.java"))
                .isEqualTo(new Processes.Result(
                        2,
                        "",
                        "underheap: no JDK 999 or newer found (the newest found is 998): install one, or set UNDERHEAP_JAVA_HOME"
                                + " to its folder\n"));
    }

    /** A JDK that prints its own name when it is run. */
    private String jdk(String name, String version) throws IOException {
        Path jdk = LauncherHome.fakeJdk(temp.resolve(name), version);
        LauncherHome.writeJava(jdk, "echo '" + jdk.getFileName() + "'");
        return jdk.toString();
    }

    private String chosen() throws IOException, InterruptedException {
        Processes.Result result = home.run("run", "App.java");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("JDK");
        return result.out().strip();
    }
}
