package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scripts with the numbers that dhat-rs 0.3.3 gave for them, run through every way in which blocks can be recorded. Blocks that are
 * resized go through {@link TrackingAllocator#reallocated} or {@link BlockHandle#resized}.
 *
 * <p>Words of a script: {@code X.a:100} allocates 100 bytes in arena X at site a; {@code X!} closes X; {@code X.r1:200} resizes its
 * first block; {@code ?} reads the counters; {@code ~20} lets 20 ms pass; {@code ^} begins the recording.
 */
class DhatConformanceTest {

    private static final Map<String, Function<Tracker, ScriptedArena>> WAYS = new TreeMap<>(Map.of(
            "arena", ScriptedArena.OfArena::new,
            "allocator", ScriptedArena.OfAllocator::new,
            "handles", ScriptedArena.OfHandles::new));

    static Stream<Arguments> cases() throws IOException {
        try (InputStream in = DhatConformanceTest.class.getResourceAsStream("/dhat-cases.json")) {
            JsonNode cases = new ObjectMapper().readTree(in);
            assertThat(cases.size()).isEqualTo(32 - 1);
            return WAYS.keySet().stream()
                    .flatMap(way -> StreamSupport.stream(cases.spliterator(), false)
                            .filter(test -> !way.equals("arena")
                                    || !test.get("script").asText().contains(".r"))
                            .map(test -> Arguments.of(way + " " + test.get("id").asText(), way, test)))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void givesTheNumbersOfDhat(String name, String way, JsonNode test) {
        ManualClock clock = new ManualClock();
        Tracker tracker = Tracker.create(
                TrackerOptions.builder().depth(1).build(), Tracker.setup().with(clock));
        List<List<Long>> snaps = new ArrayList<>();
        Map<String, ScriptedArena> arenas = new TreeMap<>();
        for (String word : test.get("script").asText().split(" ", -1)) {
            if (word.equals("^")) {
                tracker.reset();
            } else if (word.equals("?")) {
                snaps.add(numbers(tracker.snapshot()));
            } else if (word.startsWith("~")) {
                clock.advanceMillis(Long.parseLong(word.substring(1)));
            } else if (word.endsWith("!")) {
                arenas.get(word.substring(0, word.length() - 1)).close();
            } else if (!word.isEmpty()) {
                String[] parts = word.split("[.:]", -1);
                arenas.computeIfAbsent(parts[0], x -> WAYS.get(way).apply(tracker))
                        .call(parts[1], Long.parseLong(parts[2]));
            }
        }
        Profile profile = tracker.profile();
        assertThat(snaps).isEqualTo(rows(test.get("snaps")));
        assertThat(numbers(profile.stats())).isEqualTo(longs(test.get("end")));
        assertThat(sites(profile)).isEqualTo(expectedSites(test));
        for (Map.Entry<String, Map<String, Long>> site : expectedLifetimes(test).entrySet()) {
            assertThat(site(profile, site.getKey()).lifetimeMicros())
                    .as("tl of %s", site.getKey())
                    .isEqualTo(site.getValue().get("tl_ms") * 1_000);
        }
        if (test.has("te_ms")) {
            assertThat(profile.durationNanos()).isEqualTo(test.get("te_ms").asLong() * 1_000_000);
            assertThat(profile.peakNanos()).isEqualTo(test.get("tg_ms").asLong() * 1_000_000);
        }
    }

    private static List<Long> numbers(AllocStats stats) {
        return List.of(
                stats.allocCount(),
                stats.totalBytes(),
                stats.currentBlocks(),
                stats.currentBytes(),
                stats.peakBlocks(),
                stats.peakBytes());
    }

    private static Map<String, Map<String, Long>> sites(Profile profile) {
        Map<String, Map<String, Long>> sites = new TreeMap<>();
        for (AllocationSite site : profile.sites()) {
            sites.put(
                    site.frames().getFirst().methodName(),
                    new TreeMap<>(Map.of(
                            "eb", site.liveBytes(),
                            "ebk", site.liveBlocks(),
                            "gb", site.atPeakBytes(),
                            "gbk", site.atPeakBlocks(),
                            "mb", site.ownPeakBytes(),
                            "mbk", site.ownPeakBlocks(),
                            "tb", site.totalBytes(),
                            "tbk", site.totalBlocks())));
        }
        return sites;
    }

    private static AllocationSite site(Profile profile, String method) {
        return profile.sites().stream()
                .filter(site -> site.frames().getFirst().methodName().equals(method))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Map<String, Long>> expectedSites(JsonNode test) {
        Map<String, Map<String, Long>> sites = new TreeMap<>();
        test.get("pps").properties().forEach(site -> {
            Map<String, Long> numbers = new TreeMap<>();
            site.getValue().properties().forEach(field -> {
                if (!field.getKey().equals("tl_ms")) {
                    numbers.put(field.getKey(), field.getValue().asLong());
                }
            });
            sites.put(site.getKey(), numbers);
        });
        return sites;
    }

    private static Map<String, Map<String, Long>> expectedLifetimes(JsonNode test) {
        Map<String, Map<String, Long>> sites = new TreeMap<>();
        test.get("pps").properties().forEach(site -> {
            if (site.getValue().has("tl_ms")) {
                sites.put(
                        site.getKey(),
                        Map.of("tl_ms", site.getValue().get("tl_ms").asLong()));
            }
        });
        return sites;
    }

    private static List<List<Long>> rows(JsonNode rows) {
        List<List<Long>> result = new ArrayList<>();
        rows.forEach(row -> result.add(longs(row)));
        return result;
    }

    private static List<Long> longs(JsonNode row) {
        List<Long> result = new ArrayList<>();
        row.forEach(number -> result.add(number.asLong()));
        return result;
    }
}
