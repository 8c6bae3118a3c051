package io.github.underheap.cli;

import io.github.underheap.profile.Profile;
import io.github.underheap.report.ComparisonJson;
import io.github.underheap.report.ComparisonText;
import io.github.underheap.report.GroupsJson;
import io.github.underheap.report.GroupsText;
import io.github.underheap.report.ProfileFormats;
import io.github.underheap.report.Style;
import io.github.underheap.select.Check;
import io.github.underheap.select.Comparison;
import io.github.underheap.select.Groups;
import io.github.underheap.select.Limits;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Selection;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code report}, {@code diff} and {@code run} show of a profile. All that can be wrong with the options, the rules or the baseline is said when
 * this is made: before a program is run, not after it.
 */
final class Reporting {

    /** No limit on growth. */
    private static final double UNLIMITED = -1;

    private final Surroundings around;
    private final String form;
    private final int verbosity;
    private final Selection selection;
    private final Rules rules;
    private final @Nullable Profile baseline;
    private final @Nullable String baselineName;
    private final @Nullable String save;
    private final double mostGrowth;
    private final Page page;
    private final @Nullable OpenedPage opened;

    /** @param profileName of what is reported; null after a run, which opens a page of its own */
    private Reporting(
            Given given,
            Surroundings around,
            @Nullable String baselineName,
            ProfileFiles files,
            @Nullable String profileName)
            throws IOException {
        this.around = around;
        this.opened = profileName == null || !given.has(Opener.OPTION) ? null : new OpenedPage(profileName, around);
        this.form = opened != null && !given.has("--output")
                ? Page.FORM
                : ReportOptions.form(given, ReportOptions.REPORT_FORMS);
        this.verbosity = given.times("-v");
        this.selection = ReportOptions.selection(given, form);
        this.rules = ReportOptions.rules(given, around);
        this.mostGrowth = given.percent("--fail-on-growth");
        this.save = given.text("--save");
        this.baselineName = baselineName;
        if (ProfileFiles.STANDARD.equals(save)) {
            throw new Refusal("--save: - is standard output, where the report goes; name a file");
        }
        if (mostGrowth >= 0 && baselineName == null) {
            throw new Refusal("--fail-on-growth needs a baseline: --compare FILE");
        }
        if (form.equals(Page.FORM)) {
            Page.check(given, around);
        }
        if (opened != null && namedPage(given.text("--out")) == null) {
            opened.check();
        }
        this.baseline = baselineName == null ? null : files.read(baselineName);
        this.page = Page.of(given, rules, baseline);
        if (baseline != null && baselineName != null) {
            check(baseline, baselineName);
        }
    }

    /** Refuses a profile that does not have what was asked for. */
    void check(Profile profile, String name) {
        Measured.check(page.metric(), profile, name);
    }

    /** With the options of a report, of a profile of that name: {@code --compare} names the baseline. */
    static Reporting of(String profile, Given given, Surroundings around, ProfileFiles files) throws IOException {
        return new Reporting(given, around, given.text("--compare"), files, profile);
    }

    /** As {@link #of}, after a run. */
    static Reporting ofRun(Given given, Surroundings around, ProfileFiles files) throws IOException {
        return new Reporting(given, around, given.text("--compare"), files, null);
    }

    /** Of two profiles. */
    static Reporting since(String baseline, String profile, Given given, Surroundings around, ProfileFiles files)
            throws IOException {
        return new Reporting(given, around, baseline, files, profile);
    }

    /**
     * Saves and shows a profile.
     *
     * @param out the name of the file that gets the report; null for standard output
     * @return the exit code: 1 if it grew by more than is allowed
     */
    int show(Profile profile, @Nullable String out) throws IOException {
        Verdicts verdicts = new Verdicts(profile, rules);
        if (baseline == null) {
            saveIfAsked(profile, false);
            if (isPage(profile, out)) {
                return 0;
            }
            Groups groups = Groups.of(verdicts, selection);
            Results.write(out, around, stream -> write(groups, stream, Results.style(out, around)));
            return 0;
        }
        Verdicts before = new Verdicts(baseline, rules);
        Check check = mostGrowth == UNLIMITED ? null : growthLimit().check(verdicts, before);
        boolean failed = check != null && !check.passed();
        saveIfAsked(profile, failed);
        around.found(failed ? 1 : 0);
        if (!isPage(profile, out)) {
            Comparison comparison = Comparison.of(before, verdicts, selection);
            Results.write(out, around, stream -> write(comparison, stream, Results.style(out, around)));
        }
        if (check != null && failed) {
            around.out().flush();
            new CheckResult(check, around).say();
        }
        return failed ? 1 : 0;
    }

    /** The page of what is reported. */
    Page page() {
        return page;
    }

    /**
     * Writes the page, if one was asked for, and opens it, if that was asked for: the one that was written to a file, else one beside the profile.
     * Whether there is nothing more to show.
     */
    private boolean isPage(Profile profile, @Nullable String out) throws IOException {
        String file = namedPage(out);
        boolean isForm = form.equals(Page.FORM);
        if (isForm && (file != null || opened == null)) {
            Results.write(out, around, stream -> page.write(profile, stream));
        }
        if (opened != null && file != null) {
            Opener.open(around.file(file).toAbsolutePath(), around);
        } else if (opened != null) {
            opened.open(page, profile);
        }
        return isForm;
    }

    /** The file that the page is written to, if one was named: with another form it is for that. */
    private @Nullable String namedPage(@Nullable String out) {
        return form.equals(Page.FORM) && !ProfileFiles.STANDARD.equals(out) ? out : null;
    }

    private Limits growthLimit() {
        return Limits.builder().growth(selection.metric(), mostGrowth).build();
    }

    /** Keeps the baseline if the limit is broken, so that the next run is measured against it again. */
    private void saveIfAsked(Profile profile, boolean failed) throws IOException {
        if (save == null) {
            return;
        }
        if (failed && isBaseline(save)) {
            around.say(save + " is kept as it was, because the limit on growth is broken");
            return;
        }
        Results.write(save, around, out -> ProfileFormats.get("json").write(profile, out));
        around.say("saved the profile as " + save);
    }

    private boolean isBaseline(String name) {
        if (baselineName == null || baselineName.equals(ProfileFiles.STANDARD)) {
            return false;
        }
        try {
            Path file = around.file(name);
            return Files.exists(file) && Files.isSameFile(file, around.file(baselineName));
        } catch (IOException e) {
            return name.equals(baselineName);
        }
    }

    private void write(Groups groups, OutputStream out, Style style) throws IOException {
        try (TextOutput text = new TextOutput(out)) {
            if (form.equals("json")) {
                new GroupsJson().write(groups, text);
            } else {
                new GroupsText(style, verbosity).write(groups, text);
            }
        }
    }

    private void write(Comparison comparison, OutputStream out, Style style) throws IOException {
        try (TextOutput text = new TextOutput(out)) {
            if (form.equals("json")) {
                new ComparisonJson().write(comparison, text);
            } else {
                new ComparisonText(style, verbosity).write(comparison, text);
            }
        }
    }
}
