package io.github.underheap.read;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.report.DhatFormat;
import io.github.underheap.report.JsonFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was written is had back. */
class RoundTripTest {

    private static Profile again(Profile profile, ProfileFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(profile, out);
        return ProfileReader.read("f", new ByteArrayInputStream(out.toByteArray()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 63, 64, 65, 500})
    void fromJsonAllOfIt(int sites) throws IOException {
        for (long seed = 0; seed < 12; seed++) {
            Profile profile = RandomProfile.of(seed * 1_009 + sites, sites);

            Content.assertEqual(Content.of(again(profile, new JsonFormat())), Content.of(profile));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 63, 64, 65, 500})
    void fromDhatWhatItCarries(int sites) throws IOException {
        for (long seed = 0; seed < 12; seed++) {
            Profile profile = RandomProfile.of(seed * 1_009 + sites, sites);

            Profile read = again(profile, new DhatFormat());

            Content.assertEqual(Content.ofDhat(read), Content.ofDhat(profile));
        }
    }

    @Test
    void fromACompressedFile() throws IOException {
        Profile profile = RandomProfile.of(7, 30);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            new JsonFormat().write(profile, gzip);
        }

        Profile read = ProfileReader.read("f", new ByteArrayInputStream(out.toByteArray()));

        Content.assertEqual(Content.of(read), Content.of(profile));
    }
}
