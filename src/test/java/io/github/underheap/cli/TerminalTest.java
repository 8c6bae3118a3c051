package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    @ParameterizedTest
    @CsvSource({
        "/dev/pts/3, true",
        "/dev/tty1, true",
        "/dev/ttyS0, true",
        "/dev/console, true",
        "/dev/null, false",
        "pipe:[4711], false",
        "socket:[4711], false",
        "/home/me/dev/pts/x, false",
        "'', false",
    })
    void whatADescriptorLeadsTo(String target, boolean isTerminal) {
        assertThat(Terminal.isTerminal(target)).isEqualTo(isTerminal);
    }
}
