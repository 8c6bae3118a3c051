package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileMath;
import io.github.underheap.profile.SiteNumber;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is written fits the schemas in {@code docs}, and has no key that they do not describe: users may meet further keys in later versions, the
 * schemas must know all of this one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Schema profile = schema("underheap-profile.schema.json", true);
    private final Schema reports = schema("underheap-report.schema.json", true);

    private static Schema schema(String name, boolean isStrict) {
        try {
            JsonNode schema = JSON.readTree(Path.of("docs", name).toFile());
            if (isStrict) {
                forbidOtherKeys(schema);
            }
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void forbidOtherKeys(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        schema.forEach(JsonSchemaTest::forbidOtherKeys);
    }

    static Stream<Profile> profiles() {
        Profile full = GoldenProfiles.after();
        Profile ofAnotherTool = Profile.builder()
                .facts(ProfileFacts.builder()
                        .timeUnit("instrs")
                        .unmeasured(List.of(SiteNumber.PEAK_BYTES, SiteNumber.LIVE_BYTES))
                        .faulty(true)
                        .flaw("3 events could not be recorded")
                        .build())
                .build();
        return Stream.of(
                full,
                ofAnotherTool,
                ProfileMath.merge(List.of(full, GoldenProfiles.before())),
                ProfileMath.difference(GoldenProfiles.before(), full));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void profilesFitTheirSchema(Profile written) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonFormat().write(written, out);

        assertThat(errors(profile, JSON.readTree(out.toByteArray()))).isEmpty();
    }

    static Stream<Path> reports() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/io/github/underheap/report/golden"))) {
            return files
                    .filter(file ->
                            file.getFileName().toString().matches("(groups|comparison|check)(?!\\.html\\.).*json"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** The golden files, which are what is written. */
    @ParameterizedTest
    @MethodSource("reports")
    void reportsFitTheirSchema(Path file) throws IOException {
        assertThat(errors(reports, JSON.readTree(file.toFile()))).isEmpty();
    }

    @Test
    void theSchemaKnowsEveryNumberOfASite() throws IOException {
        JsonNode site = JSON.readTree(
                        Path.of("docs/underheap-profile.schema.json").toFile())
                .at("/$defs/site/properties");
        for (SiteNumber number : SiteNumber.values()) {
            assertThat(site.at("/" + number.key() + "/description").asText()).isEqualTo(number.meaning());
        }
    }

    @Test
    void theSchemaRefusesWhatIsNone() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonFormat().write(GoldenProfiles.after(), out);
        ObjectNode missing = (ObjectNode) JSON.readTree(out.toByteArray());
        missing.remove("sites");
        ObjectNode unknown = (ObjectNode) JSON.readTree(out.toByteArray());
        unknown.put("sites2", 7);

        assertThat(errors(profile, missing)).hasSize(1);
        assertThat(errors(profile, unknown)).hasSize(1);
        assertThat(errors(schema("underheap-profile.schema.json", false), unknown))
                .isEmpty();
    }

    private static List<Error> errors(Schema schema, JsonNode document) {
        return List.copyOf(schema.validate(document));
    }
}
