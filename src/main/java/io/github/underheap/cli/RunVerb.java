package io.github.underheap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code underheap run}: runs a Java program with the library on its class path or module path, so that its off-heap profile is written when it
 * ends, and beside it a page to look at. Its exit code is the program's.
 */
final class RunVerb implements Verb {

    private static final String OUT = "--out";

    /** For these there is no room in the help. */
    private static final List<String> LESS_USED = List.of(
            "walk",
            "verify",
            "buckets",
            "maxSites",
            "sort-by",
            "group-by",
            "limit",
            "filter",
            "min-count",
            "threshold-bytes",
            "rules");

    @Override
    public String name() {
        return "run";
    }

    @Override
    public String summary() {
        return "runs a program and writes its profile";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                this,
                "[options] [--] [java options] PROGRAM…",
                "run Main.java one two",
                "a source file, and its arguments",
                "run -cp target/classes com.acme.Main",
                "a class; or -p PATH -m MODULE",
                "run --out heap.json -- -Xmx1g -jar app.jar",
                "a jar; after --, java's options",
                "run --metric leaked -vvv Main.java",
                "also shows what leaked",
                "run --open Main.java",
                "and opens its page in the browser",
                "run --compare base.json --save base.json Main.java",
                "also what changed since then");
        RecordingOptions.add(spec);
        ReportOptions.addReport(spec);
        spec.addPositional(Specs.files());
        Specs.hide(spec, LESS_USED);
        spec.usageMessage()
                .footer(
                        "Also --" + String.join(" --", LESS_USED) + ".",
                        "The exit code is the program's, if that is not 0.");
        return spec;
    }

    @Override
    public @Nullable Given parse(List<String> arguments) {
        return new RunLine().parse(arguments);
    }

    @Override
    public int execute(Given given, Surroundings around) throws IOException {
        List<String> arguments = given.files();
        Map<String, String> options = new LinkedHashMap<>(RecordingOptions.given(given));
        String out = options.get("output");
        if (out != null) {
            String raw = rawOut(arguments, out);
            checkPlace(RawText.shown(raw), raw, around);
            options.put("output", raw);
        }
        if (arguments.isEmpty()) {
            throw new Refusal(JavaCommand.NO_PROGRAM);
        }
        ChildEnvironment environment = ChildEnvironment.of(around.environment());
        JavaCommand java = JavaCommand.of(RawText.arguments(arguments), options, RawText.of(library()), environment);
        String remark = java.remark();
        if (remark != null) {
            around.say(remark);
        }
        ProgramRun run = new ProgramRun(java, "false".equals(options.get("enabled")), environment, around);
        if (given.hasAny(RunLine.ofReports())) {
            return RunReport.of(given, around).after(run);
        }
        ProgramRun.End end = run.alone();
        new RunPage(Page.PLAIN, given.has(Opener.OPTION), around).of(end.profile());
        return end.code();
    }

    /**
     * Refuses a place that cannot be right. Where Java cannot spell it in this locale, the library will say so.
     *
     * @param raw the same as raw text
     */
    private static void checkPlace(String out, String raw, Surroundings around) {
        if (isFolder(raw, around)) {
            throw new Refusal(OUT + "=" + out + " is a folder; name a file, for example " + OUT + "=" + out + "/"
                    + JavaCommand.STANDARD_OUTPUT);
        }
        int slash = raw.lastIndexOf('/');
        // A pattern in the folder: only the library knows what it stands for.
        if (slash > 0 && raw.lastIndexOf('%', slash) < 0) {
            String folder = raw.substring(0, slash);
            if (RawText.path(folder) != null && !isFolder(folder, around)) {
                throw new Refusal(OUT + "=" + out + ": there is no folder " + RawText.shown(folder));
            }
        }
    }

    private static boolean isFolder(String raw, Surroundings around) {
        Path path = RawText.path(raw);
        return path != null && Files.isDirectory(around.folder().resolve(path));
    }

    /** The value of the last {@code --out}, as raw text. */
    private static String rawOut(List<String> arguments, String out) {
        List<String> all = RawText.command();
        @Nullable String found = null;
        for (int i = 0; i < all.size() - arguments.size(); i++) {
            String word = all.get(i);
            if (word.startsWith(OUT + "=")) {
                found = word.substring(OUT.length() + 1);
            } else if (word.equals(OUT) && i + 1 < all.size()) {
                found = all.get(i + 1);
            }
        }
        return found == null || RawText.isAscii(found) ? RawText.of(out) : found;
    }

    /** The jar that programs get: the one without the command line if it lies beside this one. */
    private static String library() {
        String own = Path.of(System.getProperty("java.class.path", ""))
                .toAbsolutePath()
                .toString();
        String ending = "-all.jar";
        String library = own.endsWith(ending) ? own.substring(0, own.length() - ending.length()) + ".jar" : own;
        String jar = Files.isRegularFile(Path.of(library)) ? library : own;
        if (jar.indexOf(':') >= 0) {
            throw new Refusal(jar + ": a name with ':' cannot stand on a class path; move the jar");
        }
        return jar;
    }
}
