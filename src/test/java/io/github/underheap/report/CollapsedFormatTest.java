package io.github.underheap.report;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileMath;
import io.github.underheap.profile.SyntheticProfile;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CollapsedFormatTest {

    /** As {@code flamegraph.pl} takes a line apart: what comes before the last space is the stack. */
    private static final Pattern LINE = Pattern.compile("^(.*)\\s+?(\\d+(?:\\.\\d*)?)$");

    @ParameterizedTest
    @EnumSource(Metric.class)
    void theLinesSumUpToTheWhole(Metric metric) throws IOException {
        Profile profile = GoldenProfiles.after();

        long sum = 0;
        for (String line : text(profile, metric).lines().toList()) {
            Matcher parts = LINE.matcher(line);
            assertThat(parts.matches()).isTrue();
            sum += Long.parseLong(parts.group(2));
        }

        assertThat(sum).isEqualTo(metric.of(new Verdicts(profile, Rules.BUILT_IN)));
    }

    @Test
    void namesCannotEndAFrame() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        made.allocate(
                made.site(Frame.of("a;b c", "d\ne 7", "F.java", 3, 3), Frame.synthetic("0x1: f(int, long) (a.c:7)")),
                11);

        assertThat(text(made.profile(), Metric.TOTAL)).isEqualTo("0x1:_f(int,_long)_(a.c:7);a:b_c.d\\u000ae_7:3 11\n");
    }

    @Test
    void whatHasNothingOfTheMetricIsLeftOut() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        int freed = made.site(frame("A", "a", 1));
        made.allocate(freed, 101).free(freed, 101).allocate(made.site(frame("A", "b", 2)), 103);

        assertThat(text(made.profile(), Metric.LIVE)).isEqualTo("A.b:2 103\n");
    }

    @Test
    void aDifferenceIsRefused() {
        Profile profile = GoldenProfiles.after();
        Profile difference = ProfileMath.difference(profile, profile);

        assertThatThrownBy(() -> text(difference, Metric.TOTAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the difference of two profiles cannot be written as collapsed stacks");
    }

    @Test
    void nothingAllocated() throws IOException {
        assertThat(text(SyntheticProfile.of("x").profile(), Metric.TOTAL)).isEmpty();
    }

    /** The names under which formats are asked for. */
    @Test
    void everyFormatHasItsName() {
        for (String name :
                List.of("collapsed", "csv", "dhat", "json", "pprof", "sites", "speedscope", "summary", "text")) {
            assertThat(ProfileFormats.get(name).name()).isEqualTo(name);
        }
    }

    private static String text(Profile profile, Metric metric) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CollapsedFormat(metric, Rules.BUILT_IN).write(profile, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
