package io.github.underheap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionReaderTest {

    private static final TrackerOptions DEFAULTS = TrackerOptions.builder().build();

    @Test
    void nothingIsSet() {
        TrackerOptions options = read(Map.of("user.dir", "/"), Map.of("HOME", "/"));

        assertThat(options)
                .hasToString("enabled=true,capture=auto,walk=auto,verify=0,depth=8,buckets=4096,maxSites=1048576");
        assertThat(options.output()).isNull();
    }

    /** JUnit takes its configuration from system properties too. */
    @Test
    void whatIsForJUnitIsNoOption() {
        assertThat(read(Map.of("underheap.junit.warmUp", "1", "underheap.junit.nonsense", "x"), Map.of()))
                .hasToString(DEFAULTS.toString());
    }

    @Test
    void everyKeyAsProperty() {
        TrackerOptions options = read(
                Map.of(
                        "underheap.enabled", "FALSE",
                        "underheap.capture", "StackWalker",
                        "underheap.walk", "VM",
                        "underheap.verify", "100",
                        "underheap.depth", " 17 ",
                        "underheap.buckets", "100",
                        "underheap.maxSites", "31",
                        "underheap.output", "a b-%p.json"),
                Map.of());

        assertThat(options)
                .hasToString("enabled=false,capture=stackwalker,walk=vm,verify=100,depth=17,buckets=128,maxSites=31"
                        + ",output=a b-%p.json");
    }

    @Test
    void everyKeyAsVariable() {
        TrackerOptions options = read(
                Map.of(),
                Map.of(
                        "UNDERHEAP_ENABLED", "true",
                        "UNDERHEAP_CAPTURE", "none",
                        "UNDERHEAP_WALK", "off",
                        "UNDERHEAP_VERIFY", "7",
                        "UNDERHEAP_DEPTH", "1",
                        "UNDERHEAP_BUCKETS", "64",
                        "UNDERHEAP_MAXSITES", "16777216",
                        "UNDERHEAP_OUTPUT", "x.json",
                        "UNDERHEAP_JAVA_HOME", "/jdk"));

        assertThat(options)
                .hasToString("enabled=true,capture=none,walk=off,verify=7,depth=1,buckets=64,maxSites=16777216"
                        + ",output=x.json");
    }

    @Test
    void aPropertyWinsOverAVariable() {
        assertThat(read(Map.of("underheap.depth", "3"), Map.of("UNDERHEAP_DEPTH", "5"))
                        .depth())
                .isEqualTo(3);
    }

    @Test
    void whatAPropertyHidesIsNotLookedAt() {
        assertThat(read(Map.of("underheap.depth", "3"), Map.of("UNDERHEAP_DEPTH", "deep"))
                        .depth())
                .isEqualTo(3);
    }

    @Test
    void variablesHaveOneSpelling() {
        List<String> mistakes = new ArrayList<>();

        TrackerOptions options = OptionReader.read(
                of(Map.of("underheap.WALK", "vm")),
                Map.of("UNDERHEAP_DEPTH", "5", "UNDERHEAP_depth", "7", "UNDERHEAP_WALK", "fp", "UNDERHEAP_walk", "off"),
                DEFAULTS,
                mistake -> mistakes.add(mistake.toString()));

        assertThat(options.depth()).isEqualTo(5);
        assertThat(options.walk()).isEqualTo(Walk.FP);
        assertThat(mistakes)
                .containsExactly(
                        "environment variable UNDERHEAP_depth: there is no such option; did you mean UNDERHEAP_DEPTH?"
                                + " (it is ignored)",
                        "environment variable UNDERHEAP_walk: there is no such option; did you mean UNDERHEAP_WALK?"
                                + " (it is ignored)",
                        "system property underheap.WALK: there is no such option; did you mean underheap.walk?"
                                + " (it is ignored)");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "depth, 0, \"'0' is not valid; expected a whole number from 1 to 64\"",
                "depth, 65, \"'65' is not valid; expected a whole number from 1 to 64\"",
                "depth, deep, \"'deep' is not valid; expected a whole number from 1 to 64\"",
                "depth, \"\", \"'' is not valid; expected a whole number from 1 to 64\"",
                "depth, 1.5, \"'1.5' is not valid; expected a whole number from 1 to 64\"",
                "buckets, 0, \"'0' is not valid; expected a whole number from 1 to 2147483647\"",
                "buckets, 2147483648, \"'2147483648' is not valid; expected a whole number from 1 to 2147483647\"",
                "maxSites, 0, \"'0' is not valid; expected a whole number from 1 to 16777216\"",
                "maxSites, 16777217, \"'16777217' is not valid; expected a whole number from 1 to 16777216\"",
                "enabled, yes, \"'yes' is not valid; expected true or false\"",
                "capture, native, \"'native' is not valid; expected none, stackwalker or auto\"",
                "output, \" \", \"' ' is not valid; expected the name of a file\"",
                "output, a%d, \"'%d' in 'a%d' is not valid; expected %p, %t, %h, %{NAME} or %%\"",
            })
    void wrongValues(String key, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("underheap." + key, value), Map.of()))
                .withMessage("system property underheap." + key + ": " + message);
    }

    @Test
    void theMessageNamesTheVariable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(), Map.of("UNDERHEAP_MAXSITES", "many")))
                .withMessage("environment variable UNDERHEAP_MAXSITES: 'many' is not valid; expected a whole number"
                        + " from 1 to 16777216");
    }

    @ParameterizedTest
    @CsvSource({
        "underheap.depht, underheap.depth",
        "underheap.DEPTH, underheap.depth",
        "underheap.maxsites, underheap.maxSites",
        "underheap.bucket, underheap.buckets",
        "underheap.out, underheap.output",
        "underheap., underheap.walk",
    })
    void unknownPropertiesNameTheNearest(String property, String nearest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(property, "1"), Map.of()))
                .withMessage(
                        "system property " + property + ": there is no such option; did you mean " + nearest + "?");
    }

    @Test
    void unknownVariablesNameTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(), Map.of("UNDERHEAP_MAX_SITES", "1")))
                .withMessage("environment variable UNDERHEAP_MAX_SITES: there is no such option; did you mean"
                        + " UNDERHEAP_MAXSITES?");
    }

    @Test
    void ofSeveralMistakesTheFirstByKeyIsThrown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("underheap.walk", "x", "underheap.depth", "65"), Map.of()))
                .withMessage(
                        "system property underheap.depth: '65' is not valid; expected a whole number from 1 to 64");
    }

    @ParameterizedTest
    @CsvSource({
        "enabled, enabled is true now",
        "capture, capture is auto now",
        "walk, walk is auto now",
        "verify, verify is 0 now",
        "depth, depth is 8 now",
        "buckets, buckets is 4096 now",
        "maxSites, maxSites is 1048576 now",
        "output, no profile will be written",
    })
    void aBrokenOptionHasItsDefaultAndTheOthersHold(String key, String instead) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "underheap.enabled", "false",
                "underheap.capture", "none",
                "underheap.walk", "vm",
                "underheap.verify", "7",
                "underheap.depth", "17",
                "underheap.buckets", "128",
                "underheap.maxSites", "31",
                "underheap.output", "x.json"));
        properties.remove("underheap." + key);
        String expected = read(properties, Map.of()).toString();
        properties.put("underheap." + key, "%");
        List<String> mistakes = new ArrayList<>();

        assertThat(OptionReader.read(of(properties), Map.of(), DEFAULTS, mistake -> mistakes.add(mistake.toString())))
                .hasToString(expected);
        assertThat(mistakes)
                .singleElement()
                .asString()
                .startsWith("system property underheap." + key + ": '%' ")
                .endsWith("; " + instead);
    }

    @Test
    void eachMistakeIsToldByItself() {
        List<String> mistakes = new ArrayList<>();

        TrackerOptions options = OptionReader.read(
                of(Map.of("underheap.enabled", "no", "underheap.output", "x.json")),
                Map.of("UNDERHEAP_HOME", "/opt", "UNDERHEAP_DEPTH", "deep"),
                DEFAULTS,
                mistake -> mistakes.add(mistake.toString()));

        assertThat(options.enabled()).isTrue();
        assertThat(options.output()).isEqualTo("x.json");
        assertThat(mistakes)
                .containsExactly(
                        "environment variable UNDERHEAP_HOME: there is no such option; did you mean UNDERHEAP_WALK?"
                                + " (it is ignored)",
                        "environment variable UNDERHEAP_DEPTH: 'deep' is not valid; expected a whole number from 1 to"
                                + " 64; depth is 8 now",
                        "system property underheap.enabled: 'no' is not valid; expected true or false; enabled is true"
                                + " now");
    }

    /** As of a program that begins with options of its own. */
    @Test
    void otherDefaultsHoldWhereNothingElseIsSaidOrItCannotBeRead() {
        TrackerOptions defaults = TrackerOptions.builder()
                .depth(64)
                .buckets(128)
                .output("own.json")
                .build();
        List<String> mistakes = new ArrayList<>();

        TrackerOptions options = OptionReader.read(
                of(Map.of("underheap.buckets", "256", "underheap.output", "%")),
                Map.of("UNDERHEAP_DEPTH", "deep"),
                defaults,
                mistake -> mistakes.add(mistake.toString()));

        assertThat(options)
                .hasToString(defaults.toBuilder().buckets(256).build().toString());
        assertThat(mistakes).hasSize(2);
        assertThat(mistakes.getFirst()).endsWith("; depth is 64 now");
        assertThat(mistakes.getLast()).endsWith("; output is own.json now");
    }

    private static TrackerOptions read(Map<String, String> properties, Map<String, String> environment) {
        return OptionReader.read(of(properties), environment);
    }

    private static Properties of(Map<String, String> properties) {
        Properties all = new Properties();
        all.putAll(properties);
        return all;
    }
}
