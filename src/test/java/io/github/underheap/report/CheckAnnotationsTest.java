package io.github.underheap.report;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SyntheticProfile;
import io.github.underheap.select.Grouping;
import io.github.underheap.select.Limit;
import io.github.underheap.select.Limits;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckAnnotationsTest {

    /** As GitHub's runner takes a command apart. */
    private static final Pattern COMMAND = Pattern.compile("::error ([^:]*)::(.*)");

    @ParameterizedTest
    @CsvSource({
        "'', com/acme/Codec.java",
        "src/main/java, src/main/java/com/acme/Codec.java",
        "'src/main/java/', src/main/java/com/acme/Codec.java",
        "'a,b:c', a%2Cb%3Ac/com/acme/Codec.java"
    })
    void theFileLiesBelowTheSources(String sources, String file) throws IOException {
        assertThat(annotations(sources, profile(frame("com.acme.Codec", "encode", 42)), Grouping.FUNCTION))
                .isEqualTo("::error file=" + file + ",line=42,title=underheap%3A max-total::com.acme.Codec.encode: 7"
                        + " bytes in total, at most 1 bytes allowed%0A  7 B  com.acme.Codec.encode (Codec.java:42)\n");
    }

    @Test
    void withoutAFileThereIsNoPlace() throws IOException {
        assertThat(annotations("", profile(Frame.of("A", "a", null, 3, 3)), Grouping.FUNCTION))
                .startsWith("::error title=underheap%3A max-total::A.a: 7 bytes");
    }

    @Test
    void aFrameOfAnotherToolHasItsOwnPath() throws IOException {
        assertThat(annotations("", profile(Frame.synthetic("0x1: a::b (src/a.rs:9:3)")), Grouping.FUNCTION))
                .startsWith("::error file=src/a.rs,line=9,title=");
    }

    @Test
    void aCheckThatPassesIsSilent() throws IOException {
        StringWriter out = new StringWriter();
        new CheckAnnotations("")
                .write(
                        Limits.builder()
                                .most(Limit.TOTAL, 7)
                                .build()
                                .check(new Verdicts(profile(frame("A", "a", 1)), Rules.BUILT_IN), null),
                        out);
        assertThat(out.toString()).isEmpty();
    }

    /** No name ends a command, begins another one, or adds a property. */
    @Test
    void hostileNames() throws IOException {
        Random random = new Random(8_191);
        for (int i = 0; i < 500; i++) {
            StringBuilder name = new StringBuilder();
            for (int at = random.nextInt(6); at >= 0; at--) {
                name.append("%:,=\r\n A".charAt(random.nextInt(8)));
            }
            Frame frame = Frame.of(name.toString(), "m", name.toString(), 1, 1);

            String text = annotations("", profile(frame), Grouping.SITE);

            assertThat(text.lines()).hasSize(1);
            Matcher command = COMMAND.matcher(text.strip());
            assertThat(command.matches()).as(text).isTrue();
            String[] properties = command.group(1).split(",", -1);
            assertThat(properties).hasSize(3);
            assertThat(properties[1]).isEqualTo("line=1");
            assertThat(decoded(command.group(2)))
                    .isEqualTo(PlainText.shown(frame.text()) + ": 7 bytes in total, at most 1 bytes allowed\n  7 B  "
                            + PlainText.shown(frame.text()));
        }
    }

    private static String decoded(String data) {
        return data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    }

    private static Profile profile(Frame frame) {
        SyntheticProfile made = SyntheticProfile.of("x");
        return made.allocate(made.site(frame), 7).profile();
    }

    private static String annotations(String sources, Profile profile, Grouping grouping) throws IOException {
        StringWriter out = new StringWriter();
        new CheckAnnotations(sources)
                .write(
                        Limits.builder()
                                .most(Limit.TOTAL, 1)
                                .per(grouping)
                                .build()
                                .check(new Verdicts(profile, Rules.BUILT_IN), null),
                        out);
        return out.toString();
    }
}
