package io.github.underheap.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Signals between a shell, the launcher and the program, with a terminal and without. Here {@code java} is a script that says which it got,
 * unless a test needs the real one.
 */
class LauncherSignalsIT {

    /** They end a process that does not expect them, or tell it something. */
    private static final String ALL = "HUP INT QUIT USR1 USR2 ALRM TERM VTALRM PROF IO PWR WINCH URG";

    private static final char CTRL_C = 3;
    private static final char CTRL_Z = 26;

    @TempDir
    Path temp;

    private LauncherHome home;
    private Path jdk;

    @BeforeEach
    void prepare() throws IOException {
        jdk = LauncherHome.fakeJdk(temp.resolve("jdk"), "25");
        home = new LauncherHome(temp).with("UNDERHEAP_JAVA_HOME", jdk.toString());
        home.write("App.java", "");
    }

    /** Says each signal that it gets, until a line of input ends it. Each wait is short, since a shell handles signals between commands. */
    private void programThatSaysSignals() throws IOException {
        LauncherHome.writeJava(
                jdk,
                "for signal in " + ALL + "; do trap \"echo $signal\" $signal; done",
                "echo \"ready $$\"",
                "while [ ! -e '" + temp.resolve("end") + "' ]; do sleep 0.05; done",
                "exit 7");
    }

    private void end() throws IOException {
        Files.createFile(temp.resolve("end"));
    }

    /** With all signals as they are at the start of a system: whoever runs the tests may ignore some. */
    private ProcessBuilder listening(String... arguments) {
        ProcessBuilder command = home.builder(arguments);
        command.command().addAll(0, List.of("env", "--default-signal"));
        return command;
    }

    @Test
    void eachSignalThatIsSentToTheLauncherReachesTheProgramOnce() throws Exception {
        programThatSaysSignals();
        Process launcher = listening("run", "App.java").start();
        try (BufferedReader out = launcher.inputReader(UTF_8)) {
            assertThat(out.readLine()).startsWith("ready ");

            for (String signal : ALL.split(" ", -1)) {
                send(signal, launcher.pid());
                assertThat(out.readLine()).isEqualTo(signal);
            }
            end();

            assertThat(Processes.finish(launcher)).isEqualTo(7);
            assertThat(out.readLine()).isNull();
        }
    }

    /** The launcher's own JVM would dump its threads by QUIT. */
    @Test
    void quitDumpsTheThreadsOfTheProgram() throws Exception {
        home.with("UNDERHEAP_JAVA_HOME", LauncherHome.JDK.toString());
        home.write("Wait.java", """
                void main() throws Exception {
                    Thread.currentThread().setName("the program's own");
                    System.out.println("ready");
                    System.in.read();
                    System.exit(9);
                }
                """);
        Process launcher = listening("run", "Wait.java").start();
        try (BufferedReader out = launcher.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");

            send("QUIT", launcher.pid());
            String line = out.readLine();
            while (line != null && !line.startsWith("\"the program's own\"")) {
                line = out.readLine();
            }
            assertThat(line).isNotNull();
            launcher.outputWriter().close();

            assertThat(out.lines()).noneMatch(other -> other.startsWith("Full thread dump"));
            assertThat(Processes.finish(launcher)).isEqualTo(9);
        }
    }

    @ParameterizedTest
    @CsvSource({"HUP, 129", "INT, 130", "QUIT, 131", "KILL, 137", "USR1, 138", "SEGV, 139", "ALRM, 142", "TERM, 143"})
    void aProgramThatEndsByASignalHasItsCode(String signal, int code) throws Exception {
        LauncherHome.writeJava(jdk, "kill -" + signal + " $$; sleep 60");

        Process launcher = listening("run", "App.java")
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("out").toFile())
                .start();

        assertThat(Processes.finish(launcher)).isEqualTo(code);
    }

    /** One that comes before there is a program reaches it, or ends the launcher; it is not lost. */
    @Test
    void aSignalThatComesEarly() throws Exception {
        // Without it the JVM handles signals itself, and may end otherwise while it starts.
        home.withItsPartInC();
        LauncherHome.writeJava(jdk, "sleep 60");
        for (int i = 1; i <= 7; i++) {
            Process launcher = listening("run", "App.java").start();
            // Somewhere on the way from the shell to the program.
            boolean ignored = launcher.waitFor(Duration.ofMillis(i * 71L));
            send("TERM", launcher.pid());

            assertThat(Processes.finish(launcher)).isEqualTo(143);
        }
    }

    @Test
    void whatIsInterruptedAtATerminalIsInterruptedOnce() throws Exception {
        programThatSaysSignals();
        try (Terminal terminal = new Terminal()) {
            terminal.type(launcherCommand() + "; echo code $?\n");
            terminal.await("ready \\d+");

            terminal.type(String.valueOf(CTRL_C));
            terminal.await("(?m)INT\r?$");
            terminal.type(String.valueOf(CTRL_C));
            terminal.await("(?ms)INT\r?$.*INT\r?$");
            end();

            terminal.await("code 7");
            assertThat(terminal.text().split("INT\r?\n", -1)).hasSize(3);
        }
    }

    @Test
    void aProgramIsSuspendedAndResumed() throws Exception {
        LauncherHome.writeJava(jdk, "echo \"ready $$\"; read line; echo \"read $line\"; exit 7");
        try (Terminal terminal = new Terminal()) {
            terminal.type(launcherCommand() + "; echo code $?\n");
            String ready = terminal.await("ready (\\d+)");

            terminal.type(String.valueOf(CTRL_Z));
            terminal.await("Stopped");
            assertThat(state(ready)).isEqualTo('T');
            terminal.type("fg\n");
            await().until(() -> state(ready) != 'T');
            terminal.type("a line\n");

            terminal.await("read a line");
            terminal.type("echo code $?\n");
            terminal.await("code 7");
        }
    }

    /**
     * By kill(1), as a program that supervises the launcher would. In a process group of its own, with a parent in its session: nobody
     * could resume the processes of any other group, so the kernel does not let TSTP stop them.
     */
    @Test
    void aProgramIsSuspendedAndResumedWithoutATerminal() throws Exception {
        programThatSaysSignals();
        ProcessBuilder command = listening("run", "App.java");
        command.command()
                .addAll(
                        2,
                        List.of(
                                "setsid",
                                "-w",
                                "bash",
                                "-c",
                                "set -m; \"$@\" & exec 2>/dev/null; echo \"launcher $!\"; wait -f $!",
                                "bash"));
        Process session = command.start();
        try (BufferedReader out = session.inputReader(UTF_8)) {
            String launcher = out.readLine().split(" ", -1)[1];
            String ready = out.readLine().split(" ", -1)[1];

            send("TSTP", Long.parseLong(launcher));
            await().until(() -> state(ready) == 'T' && state(launcher) == 'T');
            send("CONT", Long.parseLong(launcher));
            await().until(() -> state(ready) != 'T' && state(launcher) != 'T');
            send("USR1", Long.parseLong(launcher));

            assertThat(out.readLine()).isEqualTo("USR1");
            end();
            assertThat(Processes.finish(session)).isEqualTo(7);
        }
    }

    @Test
    void aFullPipeIsWaitedFor() throws Exception {
        LauncherHome.writeJava(jdk, "head -c 1000003 /dev/zero; exit 7");
        Process launcher = listening("run", "App.java").start();
        try (InputStream out = launcher.getInputStream()) {
            await().until(() -> out.available() >= 1 << 16);

            assertThat(out.readAllBytes()).hasSize(1_000_003);
            assertThat(Processes.finish(launcher)).isEqualTo(7);
        }
    }

    @Test
    void aReaderThatGoesAway() throws Exception {
        LauncherHome.writeJava(jdk, "while echo line; do :; done");
        Path code = temp.resolve("code");
        ProcessBuilder command = listening("run", "App.java");
        command.command().addAll(2, List.of("sh", "-c", "{ \"$@\"; echo $? >'" + code + "'; } | head -n 1", "sh"));

        Process process = command.start();

        assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("line");
        assertThat(Processes.finish(process)).isZero();
        assertThat(code).hasContent("141");
    }

    private String launcherCommand() {
        return String.join(
                " ",
                home.command("run", "App.java").stream()
                        .map(word -> "'" + word + "'")
                        .toList());
    }

    /** As in {@code ps}. */
    private static char state(String pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", pid, "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    private static void send(String signal, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** A terminal with an interactive shell. */
    private final class Terminal implements AutoCloseable {

        private final Process process;
        private final Path screen = temp.resolve("screen");

        Terminal() throws IOException {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(":"))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "script"))),
                    "script, of util-linux, is not here");
            ProcessBuilder builder = home.builder().redirectErrorStream(true).redirectOutput(screen.toFile());
            builder.command(List.of(
                    "env", "--default-signal", "script", "-qec", "exec bash --norc --noprofile -i", "/dev/null"));
            builder.environment().put("PS1", "$ ");
            builder.environment().put("TERM", "dumb");
            process = builder.start();
            await("\\$ $");
        }

        void type(String text) throws IOException {
            OutputStream in = process.getOutputStream();
            in.write(text.getBytes(UTF_8));
            in.flush();
        }

        String text() throws IOException {
            return Files.readString(screen);
        }

        /** Waits until something is on the screen; its last group, or all of it. */
        String await(String pattern) {
            Pattern compiled = Pattern.compile(pattern);
            AtomicReference<String> found = new AtomicReference<>("");
            Awaitility.await().until(() -> {
                Matcher matcher = compiled.matcher(text());
                if (!matcher.find()) {
                    return false;
                }
                found.set(matcher.group(matcher.groupCount()));
                return true;
            });
            return found.get();
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
