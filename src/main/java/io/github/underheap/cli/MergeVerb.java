package io.github.underheap.cli;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.report.ProfileFormats;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code underheap merge}: makes one profile of several, by equal stacks. */
final class MergeVerb implements Verb {

    /** Forms that can be read again. */
    private static final List<String> FORMATS = List.of("dhat", "json");

    @Override
    public String name() {
        return "merge";
    }

    @Override
    public String summary() {
        return "makes one profile of several, by equal stacks";
    }

    @Override
    public CommandSpec spec() {
        return Specs.command(
                        this,
                        "FILE… [-o FILE]",
                        "merge worker-*.json --out all.json",
                        "of many processes",
                        "merge a.json b.json.gz | underheap report -",
                        "through a pipe")
                .addOption(Specs.value("FILE", "where it is written; without it, standard output", "-o", "--out"))
                .addOption(Specs.choice("FORMAT", FORMATS, "dhat (which viewers open) or json", "--format"))
                .addPositional(Specs.files());
    }

    @Override
    public int execute(Given given, Surroundings around) throws IOException {
        String out = given.text("--out");
        if (out != null && FORMATS.contains(out)) {
            throw Given.notValid(
                    "--out", out, "the name of a file; --format " + out + " is the form, ./" + out + " a file");
        }
        ProfileFormat format = ProfileFormats.get(given.word("--format", FORMATS, FORMATS.getFirst()));
        List<String> names = Arguments.atLeastOne(this, given);
        Profile merged = new ProfileFiles(around).sum(names);
        Results.write(out, around, stream -> format.write(merged, stream));
        return 0;
    }
}
