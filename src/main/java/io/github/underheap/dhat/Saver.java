package io.github.underheap.dhat;

import io.github.underheap.Profiles;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the profile of a profiler, and says what came of it, in the words of dhat-rs. A file that cannot be written is told and survived.
 *
 * @param frames of a stack that are written at most
 * @param printsJson whether the profile goes to the standard error stream too
 */
record Saver(Path file, int frames, boolean printsJson) {

    private static final String PREFIX = "dhat: ";

    /** Ends a measure, prints the summary and writes the file; the line that says what came of the file. */
    String save(Measure measure) {
        Profile profile = shown(measure.finish());
        String outcome = PREFIX + write(measure, profile);
        print(summary(measure, profile) + outcome + "\n" + (printsJson ? json(measure, profile) : ""));
        return outcome;
    }

    /** Ends a measure and prints the summary; the profile. */
    String toMemory(Measure measure) {
        Profile profile = shown(measure.finish());
        print(summary(measure, profile) + PREFIX + "The data has been saved to the memory buffer\n");
        return json(measure, profile);
    }

    private Profile shown(Profile profile) {
        return frames == Integer.MAX_VALUE ? profile : profile.withDepth(frames);
    }

    private static String summary(Measure measure, Profile profile) {
        StringBuilder text = new StringBuilder();
        List<String> notes = new ArrayList<>(profile.remarks());
        notes.addAll(Profiles.limits(profile, measure.format()));
        for (String line : notes) {
            text.append(PREFIX).append("note: ").append(line).append('\n');
        }
        for (String line : measure.summary(profile)) {
            text.append(PREFIX).append(line).append('\n');
        }
        return text.toString();
    }

    private String write(Measure measure, Profile profile) {
        try {
            Profiles.write(profile, measure.format(), file);
            Profiles.keep(file);
            return "The data has been saved to " + oneLine(file.toString()) + ", and " + ProfileFormat.IS_VIEWABLE;
        } catch (FileSystemException e) {
            return failed(e.getReason());
        } catch (RuntimeException e) {
            return failed(e.toString());
        }
    }

    private String failed(@Nullable String why) {
        return "error: Writing to " + oneLine(file.toString()) + " failed: " + oneLine(String.valueOf(why));
    }

    private static String json(Measure measure, Profile profile) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Profiles.write(profile, measure.format(), bytes);
            return bytes.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("memory is always written", e);
        }
    }

    /** A name may have a line end. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** A stream of the program's own may throw. */
    @SuppressWarnings("SystemOut") // where dhat says it
    private static void print(String text) {
        try {
            System.err.print(text);
            System.err.flush();
        } catch (RuntimeException e) {
            // There is nobody left to tell.
        }
    }
}
