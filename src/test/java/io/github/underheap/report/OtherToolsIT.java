package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.ProfileMath;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.profile.SyntheticProfile;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools of others open what is written for them: speedscope in a browser, and a reader of pprof files. */
class OtherToolsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The viewer's own, as it is published. */
    private static final String SCHEMA =
            "src/test/browser/node_modules/speedscope/dist/release/file-format-schema.json";

    @TempDir
    private Path folder;

    /** Of all kinds: two of many sites, an empty one, one site, a deep stack, and hostile names. */
    private static List<Profile> profiles() {
        SyntheticProfile deep = SyntheticProfile.of("deep");
        Frame[] stack = new Frame[64];
        Arrays.setAll(stack, i -> SyntheticProfile.frame("com.acme.Deep", "call" + i, i + 1));
        deep.allocate(deep.site(stack), 1_009);
        SyntheticProfile one = SyntheticProfile.of("one");
        one.allocate(one.site(SyntheticProfile.frame("A", "a", 7)), 101);
        List<Profile> profiles = new ArrayList<>(List.of(
                GoldenProfiles.after(),
                GoldenProfiles.before(),
                SyntheticProfile.of("empty").profile(),
                one.profile(),
                deep.profile().asFinal()));
        LongStream.range(20, 100)
                .mapToObj(HostileProfiles::of)
                .filter(OtherToolsIT::isExactInDoubles)
                .limit(2)
                .forEach(profiles::add);
        return profiles;
    }

    /** So that the viewer, which adds up doubles, must find the very numbers. */
    private static boolean isExactInDoubles(Profile profile) {
        return profile.siteCount() > 0
                && Arrays.stream(PprofSampleType.values())
                        .allMatch(type -> profile.sum(type.number()) <= ExactNumbers.MAX);
    }

    @Test
    void speedscopeShowsWhatTheProfileHas() throws Exception {
        List<Profile> profiles = profiles();

        String[] files = write(profiles, new SpeedscopeFormat(), ".speedscope.json");

        List<String> shown = Browser.run("speedscope.mjs", files);

        assertFitsTheSchema(files);
        assertThat(shown).as(String.join("\n", shown)).hasSameSizeAs(profiles);
        for (int i = 0; i < profiles.size(); i++) {
            assertShown(JSON.readTree(shown.get(i)), profiles.get(i));
        }
        JsonNode golden = JSON.readTree(shown.getFirst());
        assertThat(golden.path("title").asText()).isEqualTo("java -jar \"server\".jar (4217) - speedscope");
        assertThat(golden.path("first").asText()).isEqualTo("total bytes (4/5)");
        assertThat(golden.path("totals").toString())
                .isEqualTo("[[\"1\",\"bytes at t-gmax\",\"3.19 MB\"],[\"2\",\"bytes at t-end\",\"1.20 MB\"],"
                        + "[\"3\",\"leaked bytes\",\"1.19 MB\"],[\"4\",\"total bytes\",\"3.39 MB\"],"
                        + "[\"5\",\"blocks\",\"1,021\"]]");
        assertThat(golden.path("frames").size()).isEqualTo(13);
        assertThat(golden.at("/frames/0").toString())
                .isEqualTo("[\"2.00 MB (59%)\",\"2.00 MB (59%)\",\"com.acme.store.Index.<init>\"]");
    }

    private static void assertShown(JsonNode shown, Profile profile) {
        Verdicts verdicts = new Verdicts(profile, Rules.BUILT_IN);
        assertThat(shown.path("troubles")).isEmpty();
        List<Metric> metrics = Arrays.stream(Metric.values())
                .filter(metric -> metric.isMeasured(profile))
                .filter(metric -> metric != Metric.LEAKED || profile.isFinal())
                .toList();
        assertThat(shown.path("profiles").size()).isEqualTo(metrics.size());
        for (int i = 0; i < metrics.size(); i++) {
            JsonNode one = shown.at("/profiles/" + i);
            assertThat(one.path("name").asText()).startsWith(metrics.get(i).words());
            Map<String, Long> weights = new TreeMap<>();
            one.path("weights")
                    .forEach(each ->
                            weights.put(each.path(0).asText(), each.path(1).longValue()));
            assertThat(weights).isEqualTo(weights(metrics.get(i), verdicts));
            assertThat(one.path("total").longValue())
                    .isEqualTo(
                            weights.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    /** By stack, outermost frame first; stacks that read the same are one. */
    private static Map<String, Long> weights(Metric metric, Verdicts verdicts) {
        Map<String, Long> weights = new TreeMap<>();
        for (int i = 0; i < verdicts.profile().siteCount(); i++) {
            AllocationSite site = verdicts.profile().site(i);
            List<String> stack = new ArrayList<>();
            for (Frame frame : site.frames()) {
                ShownFrame shown = ShownFrame.of(frame);
                stack.add(shown.name() + "|" + shown.file() + "|" + shown.line());
            }
            Collections.reverse(stack);
            if (metric.of(site, verdicts) > 0) {
                weights.merge(String.join("\n", stack), metric.of(site, verdicts), Long::sum);
            }
        }
        return weights;
    }

    private static void assertFitsTheSchema(String... files) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(JSON.readTree(Path.of(SCHEMA).toFile()));
        for (String file : files) {
            assertThat(schema.validate(JSON.readTree(Path.of(file).toFile())))
                    .as(file)
                    .isEmpty();
        }
        assertThat(schema.validate(JSON.readTree("{\"profiles\":[{\"type\":\"sampled\"}],\"shared\":{}}")))
                .isNotEmpty();
    }

    @Test
    void aReaderOfPprofFilesFindsTheSums() throws Exception {
        List<Profile> profiles = profiles();

        List<String> read = Browser.run("pprof.mjs", write(profiles, new PprofFormat(), ".pb.gz"));

        assertThat(read).as(String.join("\n", read)).hasSameSizeAs(profiles);
        for (int i = 0; i < profiles.size(); i++) {
            Profile profile = profiles.get(i);
            Map<String, String> sums = new TreeMap<>();
            for (PprofSampleType type : PprofSampleType.of(profile)) {
                sums.put(type.type() + "/" + type.unit(), Long.toString(profile.sum(type.number())));
            }
            JsonNode file = JSON.readTree(read.get(i));
            assertThat(file.path("sums")).isEqualTo(JSON.valueToTree(sums));
            assertThat(file.path("troubles")).as("%d", i).isEmpty();
            assertThat(file.path("comments"))
                    .extracting(JsonNode::asText)
                    .endsWith(profile.remarks().stream().map(PlainText::shown).toArray(String[]::new));
        }
        assertThat(JSON.readTree(read.getFirst()).at("/stacks/1").toString())
                .isEqualTo("[\"com.acme.codec.Dictionary.<clinit>\",\"com.acme.Main.main\"]");
        assertThat(GoldenProfiles.after().sum(SiteNumber.TOTAL_BYTES)).isEqualTo(3_549_802);
    }

    /** The one thing that a server would not keep. */
    @Test
    void pyroscopeLeavesOutWhatIsNegativeInADifference() throws Exception {
        Profile difference =
                ProfileMath.difference(/* before= */ GoldenProfiles.after(), /* after= */ GoldenProfiles.before());

        List<String> read = Browser.run("pprof.mjs", write(List.of(difference), new PprofFormat(), ".pb.gz"));

        assertThat(JSON.readTree(read.getFirst()).path("troubles"))
                .extracting(JsonNode::asText)
                .containsExactly("Pyroscope leaves out what is negative");
    }

    private String[] write(List<Profile> profiles, ProfileFormat format, String ending) throws IOException {
        List<String> files = new ArrayList<>();
        for (Profile profile : profiles) {
            Path file = folder.resolve(files.size() + ending);
            try (OutputStream out = Files.newOutputStream(file)) {
                format.write(profile, out);
            }
            files.add(file.toString());
        }
        return files.toArray(String[]::new);
    }
}
