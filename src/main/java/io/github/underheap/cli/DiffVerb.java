package io.github.underheap.cli;

import io.github.underheap.profile.Profile;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code underheap diff}: what changed from one profile to another. */
final class DiffVerb implements Verb {

    @Override
    public String name() {
        return "diff";
    }

    @Override
    public String summary() {
        return "shows what changed from one profile to another";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                this,
                "[options] BEFORE AFTER",
                "diff before.json after.json",
                "which sites have more or less",
                "diff --group-by function a.json b.json",
                "whatever line it is on",
                "diff --metric peak --fail-on-growth 10 a.json b.json",
                "code 1 if a tenth more",
                "diff -o json before.json after.json",
                "for programs",
                "diff --open before.json after.json",
                "as a page in the browser");
        ReportOptions.addSelection(spec);
        ReportOptions.addForm(spec, ReportOptions.REPORT_FORMS);
        ReportOptions.addOpen(spec);
        ReportOptions.addVerbosity(spec);
        ReportOptions.addGrowthLimit(spec);
        ReportOptions.addOut(spec);
        return spec.addPositional(Specs.files());
    }

    @Override
    public int execute(Given given, Surroundings around) throws IOException {
        List<String> names = Arguments.exactly(2, this, given);
        ProfileFiles files = new ProfileFiles(around);
        Reporting reporting = Reporting.since(names.getFirst(), names.getLast(), given, around, files);
        Profile profile = files.read(names.getLast());
        reporting.check(profile, names.getLast());
        return reporting.show(profile, given.text("--out"));
    }
}
