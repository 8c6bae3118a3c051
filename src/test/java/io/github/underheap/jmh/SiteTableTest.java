package io.github.underheap.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.jmh.SiteTable.Row;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteTableTest {

    private static final Frame STUB = Frame.of(
            "com.acme.jmh_generated.Bench_encode_jmhTest", "encode_thrpt_jmhStub", "Bench_encode_jmhTest.java", 123, 0);
    private static final Frame OTHER_STUB = Frame.of(
            "com.acme.jmh_generated.Bench_encode_jmhTest", "encode_Throughput", "Bench_encode_jmhTest.java", 83, 0);
    private static final Frame ENCODE = Frame.of("com.acme.Bench", "encode", "Bench.java", 42, 7);
    private static final Frame ALLOCATE = Frame.of("com.acme.Codec", "allocate", "Codec.java", 11, 3);

    private static void site(Profile.Builder profile, long bytes, long liveBytes, Frame... stack) {
        site(profile, ArenaKind.CONFINED, bytes, liveBytes, stack);
    }

    private static void site(Profile.Builder profile, ArenaKind kind, long bytes, long liveBytes, Frame... stack) {
        int site = profile.site(List.of(stack));
        profile.add(site, SiteNumber.TOTAL_BYTES, bytes)
                .add(site, SiteNumber.TOTAL_BLOCKS, 1)
                .add(site, SiteNumber.LIVE_BYTES, liveBytes)
                .add(site, SiteNumber.LIVE_BLOCKS, liveBytes == 0 ? 0 : 1)
                .origin(site, Origin.of(kind));
    }

    @Test
    void stacksEndWhereJmhCallsTheBenchmark() {
        Profile.Builder profile = Profile.builder();
        site(profile, 1_009, 0, ALLOCATE, ENCODE, STUB, OTHER_STUB);
        site(profile, 2_003, 0, ALLOCATE, ENCODE, OTHER_STUB);
        site(profile, 31, 0, STUB);

        assertThat(SiteTable.of(profile.build(), 2, 5, List.of()).rows())
                .containsExactly(
                        new Row(ALLOCATE.text() + "\n" + ENCODE.text(), 3_012, 2, 0), new Row(STUB.text(), 31, 1, 0));
    }

    @Test
    void theTextHasLeaksFirstAndEachNumberByOperation() {
        Profile.Builder profile = Profile.builder();
        site(profile, 8_000, 0, ENCODE, STUB);
        site(profile, 48, 48, ALLOCATE, ENCODE, STUB);
        site(profile, 12_000_000, 0, ALLOCATE, STUB);
        SiteTable table = SiteTable.of(profile.build().asFinal(), 4, 2, List.of("the first note", "another"));

        assertThat(table.leakedBytes()).isEqualTo(48);
        assertThat(table.text()).isEqualTo("""
                note: the first note
                note: another
                Sites, those that leak first, then by bytes, the first 2 of 3:
                          B/op         #/op    leaked B/op
                        12.000        0.250         12.000
                      com.acme.Codec.allocate (Codec.java:11)
                      com.acme.Bench.encode (Bench.java:42)
                   3000000.000        0.250              0
                      com.acme.Codec.allocate (Codec.java:11)
                """);
    }

    @Test
    void whatIsMeantToStayOrIsUpToTheCollectorIsNotLeaked() {
        Profile.Builder profile = Profile.builder();
        Frame initialiser = Frame.of("com.acme.Codec", "<clinit>", "Codec.java", 5, 1);
        site(profile, ArenaKind.AUTO, 31, 31, ENCODE);
        site(profile, ArenaKind.GLOBAL, 101, 101, ALLOCATE);
        site(profile, ArenaKind.SHARED, 211, 211, ALLOCATE, initialiser);
        site(profile, ArenaKind.SHARED, 307, 307, ALLOCATE, ENCODE);

        assertThat(SiteTable.of(profile.build().asFinal(), 1, 5, List.of()).leakedBytes())
                .isEqualTo(307);
    }

    @Test
    void saysThatThereIsNothing() {
        assertThat(SiteTable.of(Profile.builder().build(), 4, 2, List.of()).text())
                .isEqualTo("no off-heap memory was allocated\n");
        assertThat(SiteTable.empty(List.of("why")).text()).isEqualTo("note: why\n");
    }

    @Test
    void topCanBeNone() {
        Profile.Builder profile = Profile.builder();
        site(profile, 8_009, 0, ENCODE, STUB);

        assertThat(SiteTable.of(profile.build(), 4, 0, List.of()).text()).isEmpty();
    }

    @Test
    void notesOfSeveralAreThereOnce() {
        SiteTable sum = SiteTable.sum(List.of(
                SiteTable.empty(List.of("b", "a")),
                new SiteTable(List.of(), 3, 7, List.of("a", "c")),
                new SiteTable(List.of(), 5, 7, List.of())));

        assertThat(sum).isEqualTo(new SiteTable(List.of(), 8, 7, List.of("b", "a", "c")));
    }

    @Test
    void sumsStopAtTheGreatestNumber() {
        SiteTable half = new SiteTable(List.of(new Row("a", Long.MAX_VALUE - 1, 2, 3)), 5, 1, List.of());

        assertThat(SiteTable.sum(List.of(half, half)).rows()).containsExactly(new Row("a", Long.MAX_VALUE, 4, 6));
    }

    /** However iterations are grouped into forks, no byte is lost, and as long as there are few sites each keeps its own. */
    @ParameterizedTest
    @ValueSource(ints = {3, 700, 3_001})
    void sumsOfRandomTablesAreTheSumsOfTheirRows(int stacks) {
        Random random = new Random(stacks);
        Map<String, Row> expected = new HashMap<>();
        long[] totals = new long[4];
        List<SiteTable> forks = new ArrayList<>();
        for (int fork = 0; fork < 3; fork++) {
            List<SiteTable> iterations = new ArrayList<>();
            for (int iteration = 0; iteration < 5; iteration++) {
                Profile.Builder profile = Profile.builder();
                for (int i = 0; i < stacks; i++) {
                    Frame frame = Frame.of("com.acme.Codec", "allocate", "Codec.java", random.nextInt(stacks), 0);
                    long bytes = 1 + random.nextLong(10_007);
                    long leaked = random.nextBoolean() ? bytes : 0;
                    site(profile, bytes, leaked, frame, STUB);
                    expected.merge(frame.text(), new Row(frame.text(), bytes, 1, leaked), Row::plus);
                    totals[0] += bytes;
                    totals[1]++;
                    totals[2] += leaked;
                }
                long operations = 1 + random.nextLong(101);
                totals[3] += operations;
                iterations.add(SiteTable.of(profile.build().asFinal(), operations, 5, List.of()));
            }
            forks.add(SiteTable.sum(iterations));
        }

        SiteTable sum = SiteTable.sum(forks);

        assertThat(sum.rows().stream().mapToLong(Row::bytes).sum()).isEqualTo(totals[0]);
        assertThat(sum.rows().stream().mapToLong(Row::blocks).sum()).isEqualTo(totals[1]);
        assertThat(sum.leakedBytes()).isEqualTo(totals[2]);
        assertThat(sum.operations()).isEqualTo(totals[3]);
        if (stacks <= SiteTable.MOST_ROWS) {
            assertThat(sum.rows()).containsExactlyInAnyOrderElementsOf(expected.values());
            assertThat(sum.text()).doesNotContain("further");
        } else {
            assertThat(sum.rows()).hasSize(SiteTable.MOST_ROWS + 1);
            assertThat(sum.rows().getLast().stack()).isEqualTo("[further sites]");
            assertThat(sum.text()).contains(", the first 5 of more than 1000:\n");
        }
    }
}
