package io.github.underheap.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    @ParameterizedTest
    @CsvSource({
        "jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher Main.java a b, Main.java a b",
        "jdk.compiler/com.sun.tools.javac.launcher.Main dir/Main.java, dir/Main.java",
        "com.acme.Main jdk.compiler/com.sun.tools.javac.launcher.Main x, com.acme.Main"
                + " jdk.compiler/com.sun.tools.javac.launcher.Main x",
        "app.jar --port 1, app.jar --port 1",
        "com.acme/com.acme.Main, com.acme/com.acme.Main",
        "jdk.compiler/com.sun.tools.javac.launcher.Main, jdk.compiler/com.sun.tools.javac.launcher.Main",
    })
    void whatTheJdkPutsBeforeASourceFileIsLeftOut(String command, String shown) {
        assertThat(CommandLine.shown(command)).isEqualTo(shown);
    }
}
