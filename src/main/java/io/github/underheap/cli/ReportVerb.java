package io.github.underheap.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code underheap report}: which sites allocated, how much, and what was never given back. */
final class ReportVerb implements Verb {

    @Override
    public String name() {
        return "report";
    }

    @Override
    public String summary() {
        return "shows which sites allocated, and what was never given back";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                this,
                "[options] FILE…",
                "report dhat-heap.json",
                "the sites that allocated most",
                "report --metric leaked -vvv dhat-heap.json",
                "what was never given back",
                "report --group-by module -f acme worker-*.json",
                "several processes as one",
                "report --open dhat-heap.json",
                "as a page in the browser",
                "report --save base.json heap.json",
                "to compare with later",
                "report --compare base.json --fail-on-growth 10 h.json",
                "code 1 if a tenth more");
        ReportOptions.addReport(spec);
        ReportOptions.addOut(spec);
        return spec.addPositional(Specs.files());
    }

    @Override
    public int execute(Given given, Surroundings around) throws IOException {
        List<String> names = Arguments.atLeastOne(this, given);
        ProfileFiles files = new ProfileFiles(around);
        Reporting reporting = Reporting.of(names.getFirst(), given, around, files);
        return reporting.show(files.sum(names, reporting::check), given.text("--out"));
    }
}
