package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TypedLineTest {

    @Test
    void optionsBeforeTheVerbComeToTheOthers() {
        assertThat(TypedLine.of(List.of("--limit", "3", "-f", "codec", "report", "a.json", "--metric=live")))
                .isEqualTo(new TypedLine("report", List.of("--limit", "3", "-f", "codec", "a.json", "--metric=live")));
    }

    @Test
    void aVerbThatIsAlsoTheValueOfAnOption() {
        assertThat(TypedLine.of(List.of("--filter", "report", "diff", "a", "b")))
                .isEqualTo(new TypedLine("diff", List.of("--filter", "report", "a", "b")));
        assertThat(TypedLine.of(List.of("--filter=x", "report")))
                .isEqualTo(new TypedLine("report", List.of("--filter=x")));
        assertThat(TypedLine.of(List.of("-fx", "report"))).isEqualTo(new TypedLine("report", List.of("-fx")));
    }

    @Test
    void flagsTakeNoValue() {
        assertThat(TypedLine.of(List.of("--debug", "-vv", "report", "a")))
                .isEqualTo(new TypedLine("report", List.of("--debug", "-vv", "a")));
    }

    @Test
    void withoutVerb() {
        assertThat(TypedLine.of(List.of())).isEqualTo(new TypedLine(null, List.of()));
        assertThat(TypedLine.of(List.of("--help"))).isEqualTo(new TypedLine(null, List.of("--help")));
        assertThat(TypedLine.of(List.of("--limit"))).isEqualTo(new TypedLine(null, List.of("--limit")));
    }

    @Test
    void afterTheVerbNothingIsLookedAt() {
        assertThat(TypedLine.of(List.of("report", "--nonsense", "diff")))
                .isEqualTo(new TypedLine("report", List.of("--nonsense", "diff")));
    }

    @Test
    void anUnknownOptionBeforeTheVerb() {
        assertThatThrownBy(() -> TypedLine.of(List.of("--limt", "3", "report")))
                .isInstanceOf(Refusal.class)
                .hasMessage("unknown option --limt; did you mean --limit?");
    }
}
