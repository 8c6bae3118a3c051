package io.github.underheap.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessFactsTest {

    @Test
    void areThoseOfThisProcess() {
        assertThat(ProcessFacts.current().pid())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(ProcessFacts.current().command()).isEqualTo(CommandLine.current());
        assertThat(ProcessFacts.current().host()).isEqualTo(HostName.current());
    }

    @Test
    void areFoundOutOnce() {
        String before = System.getProperty("sun.java.command", "");
        String command = ProcessFacts.current().command();
        System.setProperty("sun.java.command", "com.acme.Other");
        try {
            assertThat(CommandLine.current()).isEqualTo("com.acme.Other");
            assertThat(ProcessFacts.current().command()).isEqualTo(command);
            assertThat(ProcessFacts.current()).isSameAs(ProcessFacts.current());
        } finally {
            System.setProperty("sun.java.command", before);
        }
    }
}
