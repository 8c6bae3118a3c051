package io.github.underheap.cli;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.report.SpeedscopeFormat;
import io.github.underheap.select.Metric;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code underheap export}: writes a profile in another form. */
final class ExportVerb implements Verb {

    @Override
    public String name() {
        return "export";
    }

    @Override
    public String summary() {
        return "writes a profile in another form";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                this,
                "--format FORMAT [options] FILE",
                "export --format csv --out sites.csv dhat-heap.json",
                "a line for each site",
                "export --format collapsed --metric peak heap.json",
                "for flame graphs",
                "export --format html --out heap.html heap.json",
                "a page for a browser",
                "export --format speedscope --out heap.speedscope.json heap.json",
                "opens in speedscope",
                "export --format pprof --out heap.pb.gz heap.json",
                "for go tool pprof",
                "export --format dhat heap.json.gz --out dhat.json",
                "for viewers");
        spec.addOption(Specs.choice("FORMAT", ExportFormats.NAMES, Given.listed(ExportFormats.NAMES), "--format"));
        ReportOptions.addMetric(spec, "what is weighed, or shown first: peak, live, leaked, total or blocks (total)");
        ReportOptions.addRules(spec);
        ReportOptions.addOut(spec);
        return spec.addPositional(Specs.files());
    }

    @Override
    public int execute(Given given, Surroundings around) throws IOException {
        ProfileFormat format = ExportFormats.of(given, around);
        String name = Arguments.exactly(1, this, given).getFirst();
        if (ExportFormats.isBinary(format) && Results.isTerminal(given.text("--out"), around)) {
            throw new Refusal(
                    format.name() + " is binary and not for a terminal; name a file, such as --out heap.pb.gz");
        }
        Profile profile = new ProfileFiles(around).read(name);
        Metric metric = given.has("--metric") ? ReportOptions.metric(given) : null;
        Measured.check(metric, profile, name);
        if (format instanceof SpeedscopeFormat) {
            Measured.checkLeaked(metric, profile, name);
        }
        Results.write(given.text("--out"), around, out -> format.write(profile, out));
        return 0;
    }
}
