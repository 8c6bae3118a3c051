package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library needs no option of the JVM, and neither it nor the JVM says anything unasked. */
class PlainUseIT {

    @TempDir
    private Path folder;

    @Test
    void onTheClassPath() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).run(ExitPrograms.UsesEverything.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "", ""));
    }

    @Test
    void nativeAccessMayBeDenied() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .option("--illegal-native-access=deny", "--sun-misc-unsafe-memory-access=deny")
                .run(ExitPrograms.UsesEverything.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "", ""));
    }

    @Test
    void withAReportTheLinesAreOurs() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).output("x.json").run(ExitPrograms.Returns.class);

        assertThat(result.err().lines())
                .allMatch(line -> line.startsWith("underheap: ") || line.matches("( [1-9]\\.)? +[^ ].*"));
        assertThat(result.out()).isEqualTo("at work\n");
    }

    @Test
    void onTheModulePath() throws Exception {
        Path sources = Files.createDirectories(folder.resolve("src/user"));
        Path module = Files.writeString(
                folder.resolve("src/module-info.java"), "module user { requires io.github.underheap; }");
        Path main = Files.writeString(sources.resolve("Main.java"), """
                package user;

                import io.github.underheap.*;
                import io.github.underheap.config.*;
                import io.github.underheap.profile.*;
                import java.lang.invoke.*;

                public class Main {
                    public static void main(String[] args) {
                        try (TrackingArena arena = TrackingArena.ofConfined()) {
                            arena.allocate(1_013);
                        }
                        TrackerOptions options = TrackerOptions.fromEnvironment();
                        for (AllocationSite site : Tracker.global().sites()) {
                            System.out.println(site.get(SiteNumber.TOTAL_BYTES) + " at depth " + options.depth());
                        }
                    }
                }
                """);
        Path classes = folder.resolve("classes");

        assertThat(compile(classes, module, main)).isEmpty();
        ForkedJvm.Result result =
                ForkedJvm.in(folder).output("x.json").runModule(ForkedJvm.library() + ":" + classes, "user/user.Main");

        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("1013 at depth 8\n");
        assertThat(result.err())
                .startsWith("underheap: Total:     1,013 bytes in 1 blocks\n")
                .contains("\n      user.Main.main (Main.java:11)\n")
                .endsWith(" or the Firefox Profiler (https://profiler.firefox.com)\n");
        assertThat(folder.resolve("x.json")).content().contains("\"cmd\":\"user/user.Main\"");
    }

    /** What the compiler says; a user's build has no annotations of jspecify. */
    private static String compile(Path classes, Path... sources) throws Exception {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            compiler.getTask(
                            said,
                            files,
                            null,
                            List.of("-Xlint:all", "-p", ForkedJvm.library().toString(), "-d", classes.toString()),
                            null,
                            files.getJavaFileObjects(sources))
                    .call();
        }
        return said.toString();
    }
}
