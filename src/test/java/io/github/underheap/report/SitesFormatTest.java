package io.github.underheap.report;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.profile.SyntheticProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SitesFormatTest {

    @Test
    void numbersAboveTheFrames() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        Frame main = frame("com.acme.Main", "main", 7);
        int small = made.site(frame("com.acme.Codec", "header", 31), main);
        int large = made.site(frame("com.acme.Codec", "encode", 42), main);
        made.allocate(small, 101).at(1_500).free(small, 101);
        made.at(2_000_000).allocate(large, 1_000_003).allocate(large, 1_009);
        made.at(4_500_000);

        assertThat(text(made.profile())).isEqualTo("""
                        underheap: Sites by total bytes:
                             total bytes  blocks  at t-gmax   at t-end  avg life
                         1.    1,001,012       2  1,001,012  1,001,012   2.50 ms
                              com.acme.Codec.encode (Codec.java:42)
                              com.acme.Main.main (Main.java:7)
                         2.          101       1          0          0   1.00 µs
                              com.acme.Codec.header (Codec.java:31)
                              com.acme.Main.main (Main.java:7)
                        """);
    }

    @Test
    void ofEqualSitesTheFirstThatAppearedComesFirst() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        for (int line = 1; line <= 1_234; line++) {
            made.allocate(made.site(frame("A", "a", line)), 97);
        }

        String text = text(made.profile());

        assertThat(text).startsWith("underheap: Sites by total bytes, the first 10 of 1,234:\n");
        assertThat(text.lines().filter(line -> line.contains("A.java")))
                .containsExactly(
                        "      A.a (A.java:1)",
                        "      A.a (A.java:2)",
                        "      A.a (A.java:3)",
                        "      A.a (A.java:4)",
                        "      A.a (A.java:5)",
                        "      A.a (A.java:6)",
                        "      A.a (A.java:7)",
                        "      A.a (A.java:8)",
                        "      A.a (A.java:9)",
                        "      A.a (A.java:10)");
        assertThat(text.lines().filter(line -> line.startsWith("10.") || line.startsWith(" 9.")))
                .hasSize(2);
    }

    @Test
    void hundredsOfGigabytesFitIntoEightyColumns() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        int few = made.site(frame("A", "a", 1));
        int many = made.site(frame("A", "b", 2));
        made.allocate(few, 999_999_999_989L);
        for (int i = 0; i < 1_000_003; i++) {
            made.allocate(many, 1);
        }

        String text = text(made.at(1L << 50).profile());

        assertThat(text).contains(" 1.  999,999,999,989          1  999,999,999,989  999,999,999,989     313 h\n");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void framesOfTheSourceLauncherAreLeftOut() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        made.allocate(
                made.site(
                        frame("Main", "main", 3),
                        frame("com.sun.tools.javac.launcher.MemoryLauncher", "execute", 11),
                        frame("com.sun.tools.javac.launcher.SourceLauncher", "main", 13)),
                89);

        assertThat(text(made.profile())).endsWith("      Main.main (Main.java:3)\n");
    }

    @Test
    void theFourInnermostFramesAreShown() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        made.allocate(
                made.site(
                        frame("A", "a", 1),
                        frame("A", "b", 2),
                        frame("A", "c", 3),
                        frame("A", "d", 4),
                        frame("A", "e", 5)),
                83);

        assertThat(text(made.profile())).endsWith("A.d (A.java:4)\n").doesNotContain("A.e");
    }

    @Test
    void namesCannotCommandTheTerminal() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        made.allocate(made.site(Frame.of("A\u001b[2J", "a\nb", "A\u0085\u202e.java", 1, 1)), 79);

        assertThat(text(made.profile())).endsWith("      A\\u001b[2J.a\\u000ab (A\\u0085\\u202e.java:1)\n");
    }

    @Test
    void remarksOnASiteAreBelowItsFrames() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        int site = made.site(frame("A", "a", 1));
        made.allocate(site, 73);
        for (int i = 0; i < 1_013; i++) {
            made.part(site, 7);
        }
        made.closeFailed(site).freeLate(site, 73);

        assertThat(text(made.profile())).endsWith("""
                              A.a (A.java:1)
                              [1,013 parts of tracked blocks]
                              [1 failed closes of an arena]
                              [1 blocks with an upper bound of their lifetime]
                        """);
    }

    @Test
    void aSiteWithoutBlocksHasNoLifetime() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        made.closeFailed(made.site(frame("A", "a", 1)));

        assertThat(text(made.profile())).contains("\n 1.            0       0          0         0         -\n");
    }

    @Test
    void nothingAllocated() throws IOException {
        assertThat(text(SyntheticProfile.of("x").profile())).isEqualTo("underheap: no allocations were recorded\n");
    }

    @Test
    void withoutStacksThereIsNoTable() throws IOException {
        Profile.Builder builder = Profile.builder();
        int all = builder.site(List.of(Frame.NO_SITES));
        builder.add(all, SiteNumber.TOTAL_BYTES, 71).add(all, SiteNumber.TOTAL_BLOCKS, 1);
        builder.facts(ProfileFacts.builder().timed(false).build());

        assertThat(text(builder.build())).isEqualTo("underheap: call sites are not recorded with capture=none\n");
    }

    private static String text(Profile profile) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SitesFormat().write(profile, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
