package io.github.underheap.select;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.profile.Frame;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    private static final Frame GROW = frame("com.acme.pool.SlabPool$Slab", "grow", 53);

    @ParameterizedTest
    @CsvSource({
        "com.acme.pool.SlabPool$Slab.grow, true",
        "com.acme.pool.SlabPool$Slab, true",
        "com.acme.pool.SlabPool, false",
        "com.acme.pool.SlabPool*, true",
        "com.acme.pool.*, true",
        "com.acme.*, false",
        "com.acme.**, true",
        "com.**.grow, true",
        "com.*.grow, false",
        "**Slab.grow, true",
        "grow, true",
        "gr*w, true",
        "SlabPool$Slab, true",
        "Slab, false",
        "*, true",
        "**, true",
        "com.acme.pool.SlabPool$Slab.grow2, false",
        "om.acme.pool.SlabPool$Slab.grow, false"
    })
    void aPatternFitsAFrame(String pattern, boolean fits) {
        Rules rules = Rules.parse("r", List.of("pool " + pattern));

        assertThat(rules.match(GROW) == 0).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "'alloc::raw_vec::RawVec<T>::grow', true",
        "'*RawVec*', true",
        "'0x1F: alloc::raw_vec::RawVec<T>::grow (raw_vec.rs:3)', false",
        "'0x1F: alloc::raw_vec::RawVec<T>::grow (raw_vec.rs:*)', true"
    })
    void aPatternFitsAFrameOfAnotherTool(String pattern, boolean fits) {
        Frame frame = Frame.synthetic("0x1F: alloc::raw_vec::RawVec<T>::grow (raw_vec.rs:471)");

        assertThat(Rules.parse("r", List.of("pool " + pattern)).match(frame) == 0)
                .isEqualTo(fits);
    }

    @Test
    void aPatternMayHaveSpaces() {
        Frame frame = Frame.synthetic("0x1F: operator new(unsigned long) (new.cc:9)");

        assertThat(Rules.parse("r", List.of(" pool\toperator new(unsigned long)  # mine"))
                        .match(frame))
                .isZero();
    }

    @Test
    void commentsAndEmptyLinesArePassedOver() {
        Rules rules = Rules.parse("r", List.of("# pools", "", "   ", "  pool  com.acme.A.*  # old", "library b.**"));

        assertThat(rules.match(frame("com.acme.A", "a", 1))).isZero();
        assertThat(rules.isLibrary(frame("b.c.D", "d", 1))).isTrue();
        assertThat(rules.isLibrary(frame("com.acme.A", "a", 1))).isFalse();
    }

    @Test
    void filesOfOtherSystemsAreRead() {
        Rules rules = Rules.parse("r", List.of("\uFEFFpool com.acme.A.*\r", "pool com.acme.B.*\r"));

        assertThat(rules.match(frame("com.acme.A", "a", 1))).isZero();
        assertThat(rules.match(frame("com.acme.B", "b", 1))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool", "pools com.acme.A", "com.acme.A pool", "POOL x", "pool # com.acme.A"})
    void aLineThatIsNoneIsNamed(String line) {
        assertThatThrownBy(() -> Rules.parse("own.rules", List.of("# pools", line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("own.rules:2: expected pool, process-lifetime or library, and a pattern such as"
                        + " com.acme.SlabPool.*");
    }

    /** Against regular expressions. */
    @Test
    void patternsFitAsRegularExpressionsDo() {
        Random random = new Random(7_919);
        int fits = 0;
        for (int i = 0; i < 20_000; i++) {
            String pattern = word(random, "ab.*", 8);
            String text = word(random, "ab.", 8);
            boolean expected = Pattern.matches(
                    pattern.replace(".", "\\.")
                            .replace("**", "\0")
                            .replace("*", "[^.]*")
                            .replace("\0", ".*"),
                    text);
            assertThat(new FramePattern(pattern).matches(text))
                    .as("%s fits %s", pattern, text)
                    .isEqualTo(expected);
            fits += expected ? 1 : 0;
        }
        assertThat(fits).isBetween(1_000, 19_000);
    }

    private static String word(Random random, String letters, int most) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    /** A pattern that a search with backtracking would not finish. */
    @Test
    void aHostilePatternTakesNoLongTime() {
        String text = "a".repeat(10_000);

        assertThat(new FramePattern("*a".repeat(500) + "b").matches(text)).isFalse();
    }
}
