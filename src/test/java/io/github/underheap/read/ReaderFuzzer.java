package io.github.underheap.read;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.report.DhatFormat;
import io.github.underheap.report.JsonFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * What has to hold for whatever bytes are read: a profile comes out, or a line that says why not, and what was read can be written and read again. For Jazzer,
 * which needs it to be public.
 */
public final class ReaderFuzzer {

    private static final String NAME = "f";

    private ReaderFuzzer() {}

    /** Tries one input. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Profile profile;
        try {
            profile = ProfileReader.read(NAME, new ByteArrayInputStream(input));
        } catch (UnreadableProfileException e) {
            require(
                    e.getMessage().startsWith(NAME + ":")
                            && e.getMessage().lines().count() == 1,
                    e.getMessage());
            // Further on it may be a text of the file.
            require(
                    !e.getMessage().startsWith(NAME + ": does not fit into the heap"),
                    "a small file asked for a large heap");
            return;
        }
        requireEqual(Content.of(profile), Content.of(again(profile, new JsonFormat())));
        requireEqual(Content.ofDhat(profile), Content.ofDhat(again(profile, new DhatFormat())));
    }

    private static Profile again(Profile profile, ProfileFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(profile, out);
        return ProfileReader.read(format.name(), new ByteArrayInputStream(out.toByteArray()));
    }

    private static void requireEqual(List<String> expected, List<String> actual) {
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            require(expected.get(i).equals(actual.get(i)), expected.get(i) + "\nbut read again:\n" + actual.get(i));
        }
        require(expected.size() == actual.size(), "sites were lost");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
