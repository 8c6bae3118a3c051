package io.github.underheap.cli;

import io.github.underheap.file.WholeFile;
import io.github.underheap.profile.Profile;
import io.github.underheap.report.HtmlComparison;
import io.github.underheap.report.HtmlFormat;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as a page for the browser, and where it lies: beside the profile of a run, under its name with {@code .html} at the end.
 *
 * @param rules by which sites are judged
 * @param baseline the earlier profile of a comparison; null if it is none
 * @param metric what is drawn first; null for what tells most
 * @param search what is searched for first; null for nothing
 */
record Page(
        Rules rules,
        @Nullable Profile baseline,
        @Nullable Metric metric,
        @Nullable String search) {

    /** Of a run without options of a report. */
    static final Page PLAIN = new Page(Rules.BUILT_IN, null, null, null);

    /** The form of a report. */
    static final String FORM = "html";

    private static final String ENDING = ".html";

    /** Of the names of profiles. */
    private static final List<String> REPLACED = List.of(".gz", ".json");

    /** Options of a report that choose lines, which is done on a page. */
    private static final List<String> NOT_FOR_PAGES =
            List.of("--group-by", "--sort-by", "--limit", "--min-count", "--threshold-bytes", "-v");

    /** As the options of a report say. */
    static Page of(Given given, Rules rules, @Nullable Profile baseline) {
        return new Page(
                rules, baseline, given.has("--metric") ? ReportOptions.metric(given) : null, given.text("--filter"));
    }

    /** Refuses what has no meaning for a page. */
    static void check(Given given, Surroundings around) {
        for (String option : NOT_FOR_PAGES) {
            if (given.has(option)) {
                throw new Refusal(option + " is not for -o html: sites are chosen, grouped and sorted on the page");
            }
        }
        String out = given.text("--out");
        boolean isSeen = out == null || out.equals(ProfileFiles.STANDARD);
        if (isSeen && around.outIsTerminal() && !given.has(Opener.OPTION)) {
            throw new Refusal("-o html is not for a terminal: name a file by --out, or have it opened by --open");
        }
    }

    /** Writes the page of a profile. */
    void write(Profile profile, OutputStream out) throws IOException {
        if (baseline == null) {
            new HtmlFormat(rules, metric, search).write(profile, out);
        } else {
            new HtmlComparison(metric, search).write(new Verdicts(baseline, rules), new Verdicts(profile, rules), out);
        }
    }

    /** Writes the page of a profile to a file. */
    void write(Profile profile, Path file) throws IOException {
        WholeFile.write(file, out -> write(profile, out));
    }

    /**
     * Writes the page beside a profile; null if what is there is somebody else's, which stays.
     *
     * @param file the profile, which was written a moment ago
     */
    @Nullable
    Path writeBeside(Profile profile, Path file) throws IOException {
        Path page = sibling(file);
        if (isTaken(page)) {
            return null;
        }
        write(profile, page);
        return page;
    }

    /** Where the page of a profile lies; null if nothing can be beside it: what is read from a pipe is no file, whatever its name. */
    static @Nullable Path beside(Path profile) {
        boolean hasRoom = Files.isRegularFile(profile) && !WholeFile.isNoFile(profile.toAbsolutePath());
        return hasRoom ? sibling(profile) : null;
    }

    private static Path sibling(Path profile) {
        return profile.resolveSibling(name(String.valueOf(profile.getFileName())));
    }

    /** Whether something is there that is no page of before, and stays. */
    static boolean isTaken(Path page) {
        try {
            return Files.exists(page, LinkOption.NOFOLLOW_LINKS) && !isPage(page);
        } catch (IOException e) {
            // What cannot be read is nobody's to replace.
            return true;
        }
    }

    /** The name of a page, as short as where the command was typed. */
    static Path shown(Path page, Surroundings around) {
        Path folder = around.folder().toAbsolutePath().normalize();
        Path whole = page.toAbsolutePath().normalize();
        return whole.startsWith(folder) ? folder.relativize(whole) : page;
    }

    /** What the page of a profile is called. */
    static String name(String profile) {
        String name = profile;
        for (String ending : REPLACED) {
            if (name.length() > ending.length() && name.endsWith(ending)) {
                name = name.substring(0, name.length() - ending.length());
            }
        }
        return name + ENDING;
    }

    /** Whether a file is a page that was written before. */
    private static boolean isPage(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        byte[] mark = HtmlFormat.FIRST_LINE.getBytes(StandardCharsets.UTF_8);
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(mark.length), mark);
        }
    }
}
