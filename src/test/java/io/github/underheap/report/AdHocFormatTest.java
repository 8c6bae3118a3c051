package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows what DHAT's viewer shows. */
class AdHocFormatTest {

    private static final long MAX = (1L << 53) - 1;
    private static final String LIMITED =
            "\"limited\":[\"the units of 1 sites are above 2^53 - 1; DHAT files give that number\"],"
                    + "\"columns\":{\"totalBytes\":[7,9007199254740992]}";

    @Test
    void nothingThatIsExactAndUnremarkable() throws IOException {
        JsonNode json = json(MAX, List.of());

        assertThat(json.has("underheap")).isFalse();
        assertThat(json.path("pps").path(1).path("tb").asLong()).isEqualTo(MAX);
    }

    @Test
    void remarks() throws IOException {
        assertThat(json(MAX, List.of("a \"note\"", "one more"))
                        .path("underheap")
                        .toString())
                .isEqualTo("{\"remarks\":[\"a \\\"note\\\"\",\"one more\"]}");
    }

    @Test
    void unitsAboveTheLimit() throws IOException {
        JsonNode json = json(MAX + 1, List.of());

        assertThat(json.path("underheap").toString()).isEqualTo("{" + LIMITED + "}");
        assertThat(json.path("pps").path(1).path("tb").asLong()).isEqualTo(MAX);
    }

    @Test
    void both() throws IOException {
        assertThat(json(MAX + 1, List.of("a note")).path("underheap").toString())
                .isEqualTo("{\"remarks\":[\"a note\"]," + LIMITED + "}");
    }

    @Test
    void onlyFilesOfDhatHaveLimitsToTell() {
        Profile profile = Profile.builder().build();

        assertThat(ProfileFormats.limits(profile, "dhat")).isEmpty();
        assertThat(ProfileFormats.limits(profile, "dhat-ad-hoc")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProfileFormats.limits(profile, "json"))
                .withMessage("format 'json' is none of DHAT's");
    }

    /** Of an event of 7 units at one place, and of as many as are given at another one. */
    private static JsonNode json(long units, List<String> remarks) throws IOException {
        Profile.Builder builder = Profile.builder();
        int few = builder.site(List.of(Frame.of("A", "few", "A.java", 2, 1)));
        int many = builder.site(List.of(Frame.of("A", "many", "A.java", 3, 1)));
        builder.add(few, SiteNumber.TOTAL_BLOCKS, 1).add(few, SiteNumber.TOTAL_BYTES, 7);
        builder.add(many, SiteNumber.TOTAL_BLOCKS, 1).add(many, SiteNumber.TOTAL_BYTES, units);
        ProfileFacts.Builder facts = ProfileFacts.builder();
        remarks.forEach(facts::remark);
        builder.facts(facts.build());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new AdHocFormat().write(builder.build(), out);
        return new ObjectMapper().readTree(out.toByteArray());
    }
}
