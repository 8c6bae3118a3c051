package io.github.underheap;

import io.github.underheap.file.WholeFile;
import io.github.underheap.process.KeptFiles;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.ProfileMath;
import io.github.underheap.read.ProfileReader;
import io.github.underheap.report.ProfileFormats;
import io.github.underheap.select.Finding;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Profiles out of files and into them, and several as one.
 *
 * <pre>{@code
 * Profile sum = Profiles.merge(Profiles.read(Path.of("fork-1.json")), Profiles.read(Path.of("fork-2.json.gz")));
 * Profile growth = Profiles.difference(Profiles.read(Path.of("before.json")), Profiles.read(Path.of("after.json")));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class Profiles {

    private static final String PARSER = "com.fasterxml.jackson.core:jackson-core";

    private Profiles() {}

    /**
     * Reads a profile: this library's JSON, or a file of DHAT's format, version 2, which dhat-rs, mod-alloc and Valgrind write too; plain or
     * compressed by gzip. A pipe is read to its end.
     *
     * <p>Files of other tools are profiles as far as they go: a frame is no more than its text, arenas are not known, and numbers that
     * the tool does not measure are {@linkplain Profile#measures not measured}.
     *
     * <p>This needs {@code com.fasterxml.jackson.core:jackson-core}, 2.16 or newer, which is an optional dependency of this library.
     *
     * @throws IOException if it cannot be read, or is no profile; the message is one line with the file, the line and column in it if there are
     *     any, and the reason
     * @throws IllegalStateException if jackson-core is not there or too old; the message is one line and says what to add
     */
    public static Profile read(Path file) throws IOException {
        try {
            return ProfileReader.read(file);
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "reading profiles needs " + PARSER
                            + " 2.16 or newer on the class path (with modules, also --add-modules"
                            + " com.fasterxml.jackson.core)",
                    e);
        }
    }

    /** As {@link #merge(List)}. */
    public static Profile merge(Profile... profiles) {
        return merge(List.of(profiles));
    }

    /**
     * The sum of profiles, such as those of several processes or of several forks of a benchmark. Sites are the same if all frames of
     * their stacks are equal. Numbers are added by the rules of {@link io.github.underheap.profile.SiteNumber}, and stop at 2^63 - 1.
     *
     * <ul>
     *   <li>The peak is the sum of the peaks, which need not have been at one instant: an upper bound of what all had at a time. Its time is
     *       that of the profile with the highest peak.
     *   <li>The sum begins when the first profile did, and lasts as long as the longest.
     *   <li>Process, command and host are those that all have in common; the commands are joined if they differ.
     *   <li>Remarks name the process that they are about. Where some of the profiles did not measure a number, a remark says so.
     * </ul>
     *
     * @throws IllegalArgumentException if there is none, or one is a difference
     */
    public static Profile merge(List<Profile> profiles) {
        return ProfileMath.merge(profiles);
    }

    /**
     * What changed from one profile to another: each number is the later one less the earlier one, and may be negative. Sites that only
     * one of them has count as 0 in the other; sites where nothing changed are left out.
     */
    public static Profile difference(Profile before, Profile after) {
        return ProfileMath.difference(before, after);
    }

    /**
     * As {@link #write(Profile, String, Path)}, into a stream, which stays open.
     *
     * @throws IOException if the stream throws it
     */
    public static void write(Profile profile, String format, OutputStream out) throws IOException {
        ProfileFormats.get(format).write(profile, out);
    }

    /**
     * Lets a file that the program has written stay, if it is where the profile of the process is to be written when the process ends: that
     * profile goes beside it then, with the number of the process in its name, and one line says so.
     */
    public static void keep(Path file) {
        KeptFiles.add(file);
    }

    /**
     * Which numbers of a profile DHAT's formats give no higher than 2^53 - 1, because viewers would round them: a line about each kind. Empty if
     * there are none. What was counted is in the file too, where viewers do not look.
     *
     * @param format {@code dhat} or {@code dhat-ad-hoc}
     * @throws IllegalArgumentException if it is another one
     */
    public static List<String> limits(Profile profile, String format) {
        return ProfileFormats.limits(profile, format);
    }

    /**
     * Judges the sites of a profile: which are leaked, and which are meant to stay. Known pools of libraries are known.
     *
     * @return one verdict for each site, in the order of {@link Profile#sites()}
     */
    public static List<SiteVerdict> verdicts(Profile profile) {
        Verdicts verdicts = new Verdicts(profile, Rules.BUILT_IN);
        List<SiteVerdict> all = new ArrayList<>(profile.siteCount());
        for (AllocationSite site : profile.sites()) {
            Finding finding = verdicts.finding(site);
            all.add(new SiteVerdict(
                    site, SiteVerdict.Kind.valueOf(finding.verdict().name()), finding.reason()));
        }
        return all;
    }

    /**
     * Writes a profile, such as that of a window. The file appears whole or not at all: if writing fails, an older file of that name stays.
     *
     * @param format {@code collapsed}, {@code csv}, {@code dhat}, {@code dhat-ad-hoc} (blocks are events, and bytes their weights), {@code html},
     *     {@code json}, {@code pprof}, {@code sites}, {@code speedscope}, {@code summary} or {@code text}, or one that a {@link ProfileFormat} of somebody else has
     * @throws IllegalArgumentException if there is no such format, or it has no place for this profile
     * @throws FileSystemException if the file cannot be written; the message is one line, which names it and ends with the
     *     {@linkplain FileSystemException#getReason() reason}
     */
    public static void write(Profile profile, String format, Path file) throws FileSystemException {
        ProfileFormat writer = ProfileFormats.get(format);
        WholeFile.write(file, out -> writer.write(profile, out));
    }
}
