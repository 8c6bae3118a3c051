package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.select.Group;
import io.github.underheap.select.Groups;
import java.io.IOException;
import java.io.Writer;

/**
 * The lines of a report as one JSON document: the summary of the whole profile, what was asked for, and the groups with all their numbers. Its
 * schema is part of the documentation and has a version.
 *
 * <p>Thread-safe.
 */
public final class GroupsJson {

    /** The first key of the document. */
    public static final String FORMAT_KEY = "underheapReport";

    /** The version of the schema. */
    public static final int VERSION = 1;

    /** Makes a writer of reports. */
    public GroupsJson() {}

    /**
     * Writes the document.
     *
     * @param out gets all of it, but is not flushed
     * @throws IOException if {@code out} fails
     */
    public void write(Groups groups, Writer out) throws IOException {
        Profile profile = groups.profile();
        JsonParts parts = new JsonParts(out);
        long whole = groups.selection().metric().of(groups.verdicts());
        out.write("{\"" + FORMAT_KEY + "\":" + VERSION);
        parts.facts(profile);
        parts.selection(groups.selection());
        out.write(",\n\"groupCount\":" + groups.all() + ",\n\"fittingCount\":" + groups.fitting());
        out.write(",\n\"groups\":[");
        String separator = "\n";
        for (Group group : groups.lines()) {
            out.write(separator + "{\"key\":");
            parts.string(group.key());
            out.write(",\"sites\":" + group.sites() + ",\"value\":" + group.weight());
            if (whole > 0) {
                out.write(",\"share\":" + JsonParts.decimal((double) group.weight() / whole));
            }
            if (!group.verdict().word().isEmpty()) {
                parts.text("verdict", group.verdict().word());
            }
            // Otherwise it is that of the largest site, which follows.
            if (groups.verdicts().verdict(group.largest()) != group.verdict()) {
                parts.judged(group.judged(), groups.verdicts());
            }
            parts.numbers(group, profile.timed());
            out.write(",\"largest\":{\"site\":" + group.largest().index());
            parts.site(group.largest(), groups.verdicts());
            out.write("}}");
            separator = ",\n";
        }
        out.write("]}\n");
    }
}
