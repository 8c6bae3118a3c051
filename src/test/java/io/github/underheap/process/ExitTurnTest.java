package io.github.underheap.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExitTurnTest {

    private final ExitTurn turn = new ExitTurn();

    @Test
    void aWriterInTimeSaysIt() {
        assertThat(turn.place()).isTrue();
        assertThat(turn.know()).isTrue();
        assertThat(turn.say()).isTrue();

        assertThat(turn.giveUpWriting()).isFalse();
        assertThat(turn.giveUpPlacing()).isFalse();
        assertThat(turn.say()).isFalse();
    }

    @Test
    void aWriterThatWritesStillIsGivenUp() {
        assertThat(turn.giveUpPlacing()).isFalse();
        assertThat(turn.giveUpWriting()).isTrue();

        assertThat(turn.isLate()).isTrue();
        assertThat(turn.place()).isFalse();
        assertThat(turn.know()).isFalse();
        assertThat(turn.say()).isFalse();
    }

    /** The file may be in its place any moment, so the hook looks again. */
    @Test
    void aWriterThatHasWrittenAllIsGivenUpLater() {
        assertThat(turn.place()).isTrue();
        assertThat(turn.giveUpWriting()).isFalse();
        assertThat(turn.isPlacing()).isTrue();
        assertThat(turn.giveUpPlacing()).isTrue();

        assertThat(turn.know()).isFalse();
        assertThat(turn.say()).isFalse();
    }

    /** As while the table of sites is made for people to read. */
    @Test
    void whatIsKnownIsSaidByTheHookIfTheWriterTakesTooLong() {
        assertThat(turn.know()).isTrue();

        assertThat(turn.giveUpWriting()).isFalse();
        assertThat(turn.isPlacing()).isFalse();
        assertThat(turn.giveUpPlacing()).isFalse();
        assertThat(turn.say()).isTrue();
        assertThat(turn.say()).isFalse();
    }

    @Test
    void aSecondAttemptIsPlacedToo() {
        assertThat(turn.place()).isTrue();
        assertThat(turn.place()).isTrue();
        assertThat(turn.know()).isTrue();
    }
}
