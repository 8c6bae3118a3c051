package io.github.underheap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.config.OptionTable.InForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class OptionTableTest {

    @Test
    void theTableHasAllOptions() {
        assertThat(OptionTable.rows())
                .extracting(OptionTable.Row::key)
                .containsExactlyElementsOf(Options.ALL.stream().map(Option::key).toList());
        assertThat(OptionTable.rows())
                .contains(new OptionTable.Row(
                        "depth", "a whole number from 1 to 64", "8", "Java frames that make a site, 1 to 64"));
    }

    @Test
    void valuesAreReadAsTheyAreWritten() {
        assertThat(OptionTable.parse("walk", " FP ")).isEqualTo("fp");
        assertThat(OptionTable.parse("buckets", "5000")).isEqualTo("8192");
        assertThatThrownBy(() -> OptionTable.parse("depth", "0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'0' is not valid; expected a whole number from 1 to 64");
        assertThatThrownBy(() -> OptionTable.parse("depht", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("depht: there is no such option");
    }

    @Test
    void whatIsInForceSaysWhereItWasFound() {
        Properties properties = new Properties();
        properties.setProperty("underheap.depth", "11");
        properties.setProperty("underheap.walk", "vm");
        Map<String, String> environment =
                Map.of("UNDERHEAP_DEPTH", "13", "UNDERHEAP_MAXSITES", "17", "UNDERHEAP_DEBUG", "1");
        List<OptionReader.Mistake> mistakes = new ArrayList<>();

        assertThat(OptionTable.inForce(Map.of("walk", "off"), properties, environment, mistakes::add))
                .containsExactly(
                        new InForce("enabled", "true", "default", true),
                        new InForce("capture", "auto", "default", true),
                        new InForce("walk", "off", "command line", false),
                        new InForce("verify", "0", "default", true),
                        new InForce("depth", "11", "system property underheap.depth", false),
                        new InForce("buckets", "4096", "default", true),
                        new InForce("maxSites", "17", "environment variable UNDERHEAP_MAXSITES", false),
                        new InForce("output", "", "default", true));
        assertThat(mistakes).isEmpty();
    }

    @Test
    void whatCannotBeReadIsToldAndIsTheDefault() {
        List<String> mistakes = new ArrayList<>();

        List<InForce> all = OptionTable.inForce(
                Map.of(),
                new Properties(),
                Map.of("UNDERHEAP_DEPTH", "x", "UNDERHEAP_DEPHT", "3"),
                mistake -> mistakes.add(mistake.toString()));

        assertThat(all).contains(new InForce("depth", "8", "default", true));
        assertThat(mistakes)
                .containsExactly(
                        "environment variable UNDERHEAP_DEPHT: there is no such option; did you mean UNDERHEAP_DEPTH? (it is ignored)",
                        "environment variable UNDERHEAP_DEPTH: 'x' is not valid; expected a whole number from 1 to 64; depth is 8 now");
    }
}
