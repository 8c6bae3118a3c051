package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The library runs on newer releases of Java, where the tests of the walk have nothing to test. */
class NeedsTheWalkTest {

    @Test
    void otherReleasesAreLeftOut() {
        assertThatCode(() -> NeedsTheWalk.assumeTried(25)).doesNotThrowAnyException();
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> NeedsTheWalk.assumeTried(26))
                .withMessageContaining("the native walk was made for Java 25, and this is Java 26");
    }
}
