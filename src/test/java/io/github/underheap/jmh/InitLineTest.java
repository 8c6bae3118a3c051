package io.github.underheap.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.config.Capture;
import io.github.underheap.config.OptionTable;
import io.github.underheap.config.TrackerOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.profile.ProfilerException;

class InitLineTest {

    private static final String BEFORE = "-prof io.github.underheap.jmh.OffHeapProfiler:";

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ";", " ; ;"})
    void nothingGivenMeansTheDefaults(String text) throws ProfilerException {
        InitLine line = InitLine.parse(text);

        assertThat(line).isEqualTo(InitLine.EMPTY);
        assertThat(line.top()).isEqualTo(5);
        assertThat(line.options().toString())
                .isEqualTo(TrackerOptions.builder().build().toString());
        assertThat(line.systemProperties()).isEmpty();
    }

    @Test
    void readsOptionsOfTheTrackerAndItsOwn() throws ProfilerException {
        InitLine line = InitLine.parse(" depth = 17;top=3; capture=STACKWALKER;buckets=100;output=a,b=%p.json;");

        assertThat(line.top()).isEqualTo(3);
        assertThat(line.options().depth()).isEqualTo(17);
        assertThat(line.options().capture()).isEqualTo(Capture.STACKWALKER);
        assertThat(line.options().buckets()).isEqualTo(128);
        assertThat(line.options().output()).isEqualTo("a,b=%p.json");
        assertThat(line.systemProperties())
                .containsExactly(
                        "-Dunderheap.buckets=128",
                        "-Dunderheap.capture=stackwalker",
                        "-Dunderheap.depth=17",
                        "-Dunderheap.output=a,b=%p.json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            depht=4          | there is no such option; did you mean depth?
            Depth=4          | there is no such option; did you mean depth?
            maxsites=4       | there is no such option; did you mean maxSites?
            tpo=4            | there is no such option; did you mean top?
            =4               | there is no such option; did you mean top?
            hlep             | there is no such option; did you mean help?
            help=yes         | has no value to take; expected help alone
            depth            | has no value; expected depth=a whole number from 1 to 64
            enabled          | has no value; expected enabled=true or false
            top              | has no value; expected top=a whole number from 0 to 1000
            depth=           | '' is not valid; expected a whole number from 1 to 64
            depth=65         | '65' is not valid; expected a whole number from 1 to 64
            capture=fast     | 'fast' is not valid; expected none, stackwalker or auto
            top=1001         | '1001' is not valid; expected a whole number from 0 to 1000
            top=-1           | '-1' is not valid; expected a whole number from 0 to 1000
            top=5000000000   | '5000000000' is not valid; expected a whole number from 0 to 1000
            """)
    void aMistakeIsOneLineThatSaysWhatWouldBeRight(String setting, String what) {
        assertThatThrownBy(() -> InitLine.parse("verify=0;" + setting + ";top=oops"))
                .isInstanceOf(ProfilerException.class)
                .hasMessage(BEFORE + setting + ": " + what);
    }

    @Test
    void anOptionIsThereOnce() {
        assertThatThrownBy(() -> InitLine.parse("depth=4;depth=5"))
                .isInstanceOf(ProfilerException.class)
                .hasMessage(BEFORE + "depth=5: depth is there twice; expected it once");
    }

    @Test
    void helpListsAllOptions() {
        assertThatThrownBy(() -> InitLine.parse("depth=4;help"))
                .isInstanceOf(ProfilerException.class)
                .message()
                .startsWith(BEFORE + "key=value;…\n")
                .contains("  depth     Java frames that make a site, 1 to 64 (default 8)\n")
                .endsWith("  top       sites to show: those that leak, then those with the most bytes (default 5)\n")
                .hasLineCount(OptionTable.rows().size() + 2);
    }

    @Test
    void saysThatSeveralJvmsWriteOneFile() throws ProfilerException {
        SharedOutput outputs = new SharedOutput();

        assertThat(InitLine.parse("depth=4").warning(outputs, 2)).isNull();
        assertThat(InitLine.parse("output=%p.json").warning(outputs, 2)).isNull();
        assertThat(InitLine.parse("depth=4;output=x/same.json").warning(outputs, 2))
                .isEqualTo(
                        BEFORE + "output=x/same.json: each JVM that JMH starts writes there, so that the profile of the"
                                + " last one stays; with output=x/same-%p.json each has a file of its own");
    }

    @Test
    void saysWhatATrackerDoesOtherwise() {
        TrackerOptions inForce = TrackerOptions.builder().depth(3).build();

        assertThat(new InitLine(Map.of("depth", "3", "verify", "0"), 5).notInForce(inForce))
                .isEmpty();
        assertThat(new InitLine(Map.of("depth", "4", "verify", "7", "walk", "auto"), 5).notInForce(inForce))
                .containsExactly(
                        "depth=4 is not in force; the tracker records with " + inForce,
                        "verify=7 is not in force; the tracker records with " + inForce);
    }
}
