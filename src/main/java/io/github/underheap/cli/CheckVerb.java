package io.github.underheap.cli;

import io.github.underheap.select.Check;
import io.github.underheap.select.Grouping;
import io.github.underheap.select.Limit;
import io.github.underheap.select.Limits;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code underheap check}: whether a profile keeps limits. */
final class CheckVerb implements Verb {

    private static final List<String> FORMS = List.of("text", "json", "junit");
    private static final List<String> ANNOTATIONS = List.of("github");

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "fails if a profile breaks a limit";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                this,
                "LIMIT… [options] FILE",
                "check --max-leak 0 --max-peak 64m dhat-heap.json",
                "code 1 if a limit is broken",
                "check --max-live 1m --per-site --rules own.rules h.json",
                "for each site by itself",
                "check --max-growth 10 --baseline base.json heap.json",
                "at most a tenth more",
                "check --max-leak 0 --junit x.xml --annotate github h.json",
                "for CI");
        spec.addOption(Specs.value("SIZE", "most live bytes at the peak: 4096, 64k, 64 MiB", "--max-peak"));
        spec.addOption(Specs.value("SIZE", "most live bytes at the end", "--max-live"));
        spec.addOption(Specs.value("SIZE", "most bytes in total", "--max-total"));
        spec.addOption(Specs.value("N", "most blocks in total", "--max-blocks"));
        spec.addOption(Specs.value("SIZE", "most bytes that were never given back", "--max-leak"));
        spec.addOption(Specs.value("PCT", "most per cent that the metric may grow since the baseline", "--max-growth"));
        spec.addOption(Specs.value("FILE", "the profile that growth is measured against", "--baseline"));
        ReportOptions.addMetric(spec, "what must not grow: peak, live, leaked, total or blocks (total)");
        spec.addOption(Specs.flag("each limit holds for each site by itself", "--per-site"));
        ReportOptions.addGrouping(spec, "each limit holds for each site, function, module or file by itself");
        ReportOptions.addRules(spec);
        ReportOptions.addForm(spec, FORMS);
        ReportOptions.addOut(spec);
        spec.addOption(Specs.value("FILE", "also writes the result there, as JUnit XML", "--junit"));
        spec.addOption(Specs.choice("WHERE", ANNOTATIONS, "also prints annotations: github", "--annotate"));
        spec.addOption(Specs.value("DIR", "where sources are, for annotations (src/main/java)", "--sources"));
        return spec.addPositional(Specs.files());
    }

    @Override
    public int execute(Given given, Surroundings around) throws IOException {
        String form = ReportOptions.form(given, FORMS);
        Limits limits = limits(given);
        if (limits.isEmpty()) {
            throw new Refusal(
                    "check which limit? --max-peak, --max-live, --max-total, --max-blocks, --max-leak or --max-growth");
        }
        boolean annotates = given.has("--annotate");
        if (annotates) {
            String ignored = given.word("--annotate", ANNOTATIONS, ANNOTATIONS.getFirst());
        } else if (given.has("--sources")) {
            throw new Refusal("--sources is for --annotate github, which is not given");
        }
        String baseline = given.text("--baseline");
        if (limits.needsBaseline() && baseline == null) {
            throw new Refusal("--max-growth needs a baseline: --baseline FILE");
        }
        if (!limits.needsBaseline() && baseline != null) {
            throw new Refusal("--baseline is for --max-growth PCT, which is not given");
        }
        Rules rules = ReportOptions.rules(given, around);
        String name = Arguments.exactly(1, this, given).getFirst();
        ProfileFiles files = new ProfileFiles(around);
        Verdicts before = baseline == null ? null : new Verdicts(files.read(baseline), rules);
        Check check = limits.check(new Verdicts(files.read(name), rules), before);
        int code = check.passed() ? 0 : 1;
        around.found(code);
        new CheckResult(check, around)
                .write(
                        form,
                        given.text("--out"),
                        given.text("--junit"),
                        annotates ? given.text("--sources", "src/main/java") : null);
        return code;
    }

    private static Limits limits(Given given) {
        Limits.Builder limits = Limits.builder();
        for (Limit limit : Limit.values()) {
            String option = "--" + limit.key();
            if (!given.has(option)) {
                continue;
            }
            switch (limit) {
                case GROWTH -> limits.growth(ReportOptions.metric(given), given.percent(option));
                case BLOCKS -> limits.most(limit, given.number(option, 0, Long.MAX_VALUE));
                default -> limits.most(limit, given.size(option, 0));
            }
        }
        Grouping grouping = per(given);
        return (grouping == null ? limits : limits.per(grouping)).build();
    }

    private static @Nullable Grouping per(Given given) {
        if (given.has("--per-site") && given.has("--group-by")) {
            throw new Refusal("--per-site is --group-by site: give one of them");
        }
        return given.has("--per-site") || given.has("--group-by")
                ? given.word("--group-by", Grouping.values(), Grouping.SITE)
                : null;
    }
}
