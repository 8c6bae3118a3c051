package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SiteTableTest {

    @Test
    void aSiteIsEqualOnlyIfAllFramesAre() {
        ProfileMemory profile = Profiles.profile();
        int[] frames = {1, 2, 3, 4};
        for (int i = 0; i < frames.length; i++) {
            frames[i] = profile.intern(Profiles.frame(i));
        }
        int row = profile.row(frames, 4);
        assertThat(profile.row(frames, 4)).isEqualTo(row);
        assertThat(profile.row(frames, 3)).isNotEqualTo(row);
        assertThat(profile.row(new int[] {frames[0], frames[1], frames[3], frames[2]}, 4))
                .isNotEqualTo(row);
        RowNumbers numbers = Profiles.read(profile, row);
        assertThat(profile.stack(numbers.stack, numbers.stackLength)).isEqualTo(frames);
    }

    @Test
    void aHashNeverDecidesAlone() {
        // All records of this index have one hash.
        List<String> records = new ArrayList<>();
        MemorySource source = new PooledMemory();
        InternIndex<String> index =
                new InternIndex<>(Region.STRING_INDEX, new Header(source), source, Profiles.impatient(), 4) {
                    @Override
                    boolean matches(int number, String key) {
                        return records.get(number).equals(key);
                    }

                    @Override
                    int append(String key) {
                        records.add(key);
                        return records.size() - 1;
                    }
                };
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                assertThat(index.intern("record " + i, 42)).isEqualTo(i);
            }
        }
        assertThat(records).hasSize(100);
    }

    @Test
    void framesAndStringsAreKeptAsTheyAre() {
        ProfileMemory profile = Profiles.profile();
        List<FrameKey> frames = List.of(
                new FrameKey("com.acme.Ünïcödé$日本", "<init>", "Ü.java", 1, 0),
                new FrameKey("com.acme.A", "lambda$main$0", "", -2, -1),
                new FrameKey("com.acme.A", "lambda$main$0", "", 0, 65_535),
                new FrameKey("x".repeat(65_535), "𝒎", "A.java", Integer.MAX_VALUE, 7));
        List<Integer> numbers = frames.stream().map(profile::intern).toList();
        assertThat(numbers).containsExactly(0, 1, 2, 3);
        assertThat(numbers.stream().map(profile::frame)).containsExactlyElementsOf(frames);
        assertThat(frames.stream().map(profile::intern)).containsExactlyElementsOf(numbers);
    }

    @Test
    void aStringThatIsTooLongIsCutBetweenCharacters() {
        ProfileMemory profile = Profiles.profile();
        int number = profile.intern(new FrameKey("x".repeat(65_531) + "€€", "m", "f", 1, 1));
        assertThat(profile.frame(number).className()).isEqualTo("x".repeat(65_531) + "€");
    }

    @Test
    void namesThatDifferAtTheirVeryEndAreKeptApart() {
        ProfileMemory profile = Profiles.profile();
        List<FrameKey> frames = new ArrayList<>();
        for (int length = 65_520; length <= 65_535; length++) {
            for (String end : List.of("a", "b", "\u0001\u0000\u0000\u0000")) {
                frames.add(new FrameKey("x".repeat(length - end.length()) + end, "m", "f", 1, 1));
            }
        }
        frames.add(new FrameKey("€".repeat(21_844) + "aé", "m", "f", 1, 1));
        List<Integer> numbers = frames.stream().map(profile::intern).toList();
        assertThat(numbers).doesNotHaveDuplicates();
        assertThat(numbers.stream().map(profile::frame)).containsExactlyElementsOf(frames);
        assertThat(frames.stream().map(profile::intern)).containsExactlyElementsOf(numbers);
    }

    @Test
    void halvesOfSurrogatePairsAreKeptApart() {
        ProfileMemory profile = Profiles.profile();
        List<FrameKey> frames = List.of(
                new FrameKey("A\uD800", "m", "f", 1, 1),
                new FrameKey("A\uD801", "m", "f", 1, 1),
                new FrameKey("A\uDFFF", "m", "f", 1, 1),
                new FrameKey("A?", "m", "f", 1, 1),
                new FrameKey("A\uFFFD", "m", "f", 1, 1),
                new FrameKey("A\uD7FF\uE000", "m", "f", 1, 1),
                new FrameKey("A\uDC00\uD800", "m", "f", 1, 1),
                new FrameKey("A\uD800\uDC00", "m", "f", 1, 1),
                new FrameKey("\uD800\uD800\uDC00é\uDFFFB\uD83D", "\uDABC\uDABC", "f\uDEFA.java", 1, 1));
        List<Integer> numbers = frames.stream().map(profile::intern).toList();
        assertThat(numbers).doesNotHaveDuplicates();
        assertThat(numbers.stream().map(profile::frame)).containsExactlyElementsOf(frames);
        assertThat(frames.stream().map(profile::intern)).containsExactlyElementsOf(numbers);
    }

    @Test
    void growsFarBeyondItsFirstSize() {
        ProfileMemory profile = Profiles.profile();
        int first = Profiles.site(profile, 0);
        for (int i = 1; i < 100_000; i++) {
            assertThat(Profiles.site(profile, i)).isEqualTo(first + i);
        }
        for (int i = 0; i < 100_000; i++) {
            assertThat(Profiles.site(profile, i)).isEqualTo(first + i);
        }
    }

    @Test
    void beyondMaxSitesEventsAreCountedInOneRow() {
        ProfileMemory profile = Profiles.profile(new PooledMemory(), 5);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 8; i++) {
                int row = Profiles.site(profile, i);
                assertThat(row == SiteRows.TABLE_FULL).isEqualTo(i >= 5);
                Profiles.allocate(profile, row, 1 << i, 1);
            }
        }
        int used = 0;
        for (int row = profile.rows().next(0); row >= 0; row = profile.rows().next(row + 1)) {
            used += Profiles.read(profile, row).isUsed() ? 1 : 0;
        }
        assertThat(used).isEqualTo(6);
        assertThat(Profiles.sum(profile).numbers[RowNumbers.TOTAL_BYTES]).isEqualTo(2 * 255);
        assertThat(Profiles.sum(profile).numbers[RowNumbers.PEAK_BYTES]).isEqualTo(2 * 255);
        assertThat(Profiles.read(profile, SiteRows.TABLE_FULL, RowNumbers.TOTAL_BYTES))
                .isEqualTo(2 * (32 + 64 + 128));
    }

    @Test
    void withoutMemoryNewSitesAreCountedInOneRowAndKnownOnesGoOn() {
        BoundedMemory memory = new BoundedMemory(1 << 20);
        ProfileMemory profile = Profiles.profile(memory, 1 << 20);
        int known = Profiles.site(profile, 0);
        memory.leave(100);
        int line = 1;
        while (Profiles.site(profile, line) != SiteRows.TABLE_FULL) {
            line++;
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(Profiles.site(profile, line + i)).isEqualTo(SiteRows.TABLE_FULL);
        }
        assertThat(Profiles.site(profile, 0)).isEqualTo(known);
        assertThat(Profiles.site(profile, line - 1)).isEqualTo(known + line - 1);

        memory.leave(1 << 20);
        int refused = 0;
        while (Profiles.site(profile, line) == SiteRows.TABLE_FULL) {
            assertThat(refused++).isLessThan(100_000);
        }
        // Their frames were recorded before.
        for (int i = 0; i < 50; i++) {
            assertThat(Profiles.site(profile, line + i)).isEqualTo(known + line + i);
        }
    }

    @Test
    void threadsThatAddTheSameSitesGetTheSameRows() throws Exception {
        ProfileMemory profile = Profiles.profile();
        int threads = 8;
        int sites = 5_000;
        CountDownLatch start = new CountDownLatch(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<int[]>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int from = t * 617;
                results.add(executor.submit(() -> {
                    start.countDown();
                    start.await();
                    int[] rows = new int[sites];
                    for (int i = 0; i < sites; i++) {
                        int line = (from + i) % sites;
                        rows[line] = Profiles.site(profile, line);
                    }
                    return rows;
                }));
            }
            for (Future<int[]> result : results) {
                assertThat(result.get()).isEqualTo(results.getFirst().get());
            }
            assertThat(results.getFirst().get()).doesNotHaveDuplicates();
        }
        assertThat(profile.rows().count()).isEqualTo(SiteRows.FIRST + sites);
        assertThat(profile.frameCount()).isEqualTo(sites);
    }
}
