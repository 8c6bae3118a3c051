package io.github.underheap.report;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SyntheticProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SummaryFormatTest {

    @Test
    void theThreeLinesOfDhat() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        int site = made.site(frame("A", "a", 1));
        for (long bytes : new long[] {1_009, 101, 53, 47, 43, 3}) {
            made.allocate(site, bytes);
        }
        made.free(site, 1_009);

        assertThat(text(made.profile())).isEqualTo("""
                        underheap: Total:     1,256 bytes in 6 blocks
                        underheap: At t-gmax: 1,256 bytes in 6 blocks
                        underheap: At t-end:  247 bytes in 5 blocks
                        """);
    }

    @Test
    void noSingularFormsAndLargeNumbers() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        made.allocate(made.site(frame("A", "a", 1)), 1L << 40);

        assertThat(text(made.profile())).startsWith("underheap: Total:     1,099,511,627,776 bytes in 1 blocks\n");
    }

    @Test
    void nothingAllocated() throws IOException {
        assertThat(text(SyntheticProfile.of("x").profile())).isEqualTo("""
                        underheap: Total:     0 bytes in 0 blocks
                        underheap: At t-gmax: 0 bytes in 0 blocks
                        underheap: At t-end:  0 bytes in 0 blocks
                        """);
    }

    @Test
    void remarksOfOthersCannotCommandTheTerminal() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        made.remark("a\u009b2J\u2066b\nc");

        assertThat(text(made.profile())).startsWith("underheap: note: a\\u009b2J\\u2066b\\u000ac\nunderheap: Total:");
    }

    @Test
    void whatAReaderHasToKnowComesFirst() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x", 1);
        made.allocate(made.site(frame("A", "a", 1)), 13).allocate(made.site(frame("A", "b", 2)), 1_117);
        made.allocateWithoutStack(11);
        made.remark("1,201 events could not be recorded").underWay(2_003);

        assertThat(text(made.profile()))
                .isEqualTo("underheap: note: the site table is full: 1,117 bytes in 1 blocks of further sites are shown"
                        + " as [site table full]; raise maxSites, unless memory ran out\n"
                        + "underheap: note: the stack of 11 bytes in 1 blocks could not be captured; they are shown as"
                        + " [stack not captured]\n"
                        + "underheap: note: 1,201 events could not be recorded\n"
                        + "underheap: note: taken while allocations were under way: the sums over the sites differ from"
                        + " the totals by -2,003 live bytes and -2,003 bytes at the peak\n"
                        + "underheap: Total:     1,141 bytes in 3 blocks\n"
                        + "underheap: At t-gmax: 3,144 bytes in 3 blocks\n"
                        + "underheap: At t-end:  3,144 bytes in 3 blocks\n");
    }

    private static String text(Profile profile) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SummaryFormat().write(profile, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
