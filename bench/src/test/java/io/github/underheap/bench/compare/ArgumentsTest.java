package io.github.underheap.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    private static final Path JSON = Path.of("figures.json");

    @Test
    void everythingIsMeasuredUnlessOptionsSayOtherwise() {
        Arguments arguments = Arguments.of(JSON);

        assertThat(arguments.rounds()).isEqualTo(5);
        assertThat(arguments.seconds()).isEqualTo(1);
        assertThat(arguments.warmUpSeconds()).isEqualTo(2);
        assertThat(arguments.tasks()).containsExactly(Task.values());
        assertThat(arguments.peers()).containsExactly(Peer.values());
        assertThat(arguments.json()).isEqualTo(JSON);
        assertThat(arguments.help()).isFalse();
    }

    @Test
    void optionsAreTaken() {
        Arguments arguments = Arguments.of(
                JSON,
                "--rounds",
                "7",
                "--seconds",
                "0.5",
                "--warm-up",
                "0",
                "--works",
                "virtual-threads,depth-8",
                "--variants",
                "full",
                "--json",
                "other.json",
                "--help");

        assertThat(arguments.rounds()).isEqualTo(7);
        assertThat(arguments.seconds()).isEqualTo(0.5);
        assertThat(arguments.warmUpSeconds()).isZero();
        assertThat(arguments.tasks()).containsExactly(Task.DEPTH_8, Task.VIRTUAL_THREADS);
        assertThat(arguments.json()).isEqualTo(Path.of("other.json"));
        assertThat(arguments.help()).isTrue();
    }

    @Test
    void plainIsAlwaysMeasured() {
        assertThat(Arguments.of(JSON, "--variants", "full,counters").peers())
                .containsExactly(Peer.PLAIN, Peer.COUNTERS, Peer.FULL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --round 3          | --round: there is no such option; --help lists them
            --rounds           | --rounds: expected a value
            --rounds 0         | --rounds 0: expected a whole number from 1 to 100
            --rounds 1.5       | --rounds 1.5: expected a whole number from 1 to 100
            --seconds long     | --seconds long: expected a number from 0.1 to 60
            --seconds NaN      | --seconds NaN: expected a number from 0.1 to 60
            --warm-up -1       | --warm-up -1: expected a number from 0 to 60
            --variants plain,  | --variants: there is no ''; expected some of plain,nmt-summary,nmt-detail,async-every,async-512k,async-512k-nofree,naive,counters,full,stackwalker
            """, quoteCharacter = '"')
    void whatIsWrongIsSaidInALine(String words, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.of(JSON, words.split(" ")))
                .withMessage(message);
    }

    @Test
    void theHelpNamesAllWorksAndVariants() {
        String usage = Arguments.usage();

        for (Task task : Task.values()) {
            assertThat(usage).contains("\n  " + task.id() + " ");
        }
        for (Peer peer : Peer.values()) {
            assertThat(usage).contains("\n  " + peer.id() + " ");
        }
    }
}
