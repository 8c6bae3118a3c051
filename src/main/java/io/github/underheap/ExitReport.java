package io.github.underheap;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the profile when the process ends, and says on the standard error stream what is in it, where it is, and how to look at
 * it.
 */
final class ExitReport {

    private static final Pattern PLACEHOLDER = Pattern.compile("%(?:([pth%])|\\{([^}]*)})");

    private ExitReport() {}

    /** Has a tracker's profile written when the process ends. */
    static void install(Tracker tracker, String template) {
        Path file;
        try {
            file = Path.of(expand(template, System.currentTimeMillis()));
        } catch (InvalidPathException e) {
            Messages.say("output: '" + template + "' is not a path (" + e.getReason() + "); no profile will be written");
            return;
        }
        // Loaded now: when the process ends there may be no file descriptor or memory left for it.
        ProfileFormat dhat = ProfileFormats.get("dhat");
        ProfileFormat summary = ProfileFormats.get("summary");
        ProfileFormat sites = ProfileFormats.get("sites");
        Thread hook = new Thread(() -> report(tracker, file, dhat, summary, sites), "underheap-exit-report");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            Messages.say("the process is ending already; no profile will be written to " + file);
        }
    }

    @SuppressWarnings({"SystemOut", "CatchAndPrintStackTrace"})
    private static void report(
            Tracker tracker, Path file, ProfileFormat dhat, ProfileFormat summary, ProfileFormat sites) {
        try {
            Profile profile = tracker.profile();
            OutputStream err = System.err;
            summary.write(profile, err);
            sites.write(profile, err);
            WholeFile.write(file, out -> dhat.write(profile, out));
            Messages.say("The data has been saved to " + file + ", and is viewable with dhat/dh_view.html"
                    + " (or drop it on https://profiler.firefox.com)");
        } catch (IOException e) {
            Messages.say("error: " + e.getMessage());
        } catch (Throwable e) {
            // The process ends with its own exit code, whatever goes wrong here.
            Messages.say("error: no profile was written to " + file + ": " + e);
        }
    }

    static String expand(String template, long startMillis) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> Matcher.quoteReplacement(
                found.group(2) != null
                        ? Objects.requireNonNullElse(System.getenv(found.group(2)), "")
                        : switch (found.group(1)) {
                            case "p" -> Long.toString(ProcessHandle.current().pid());
                            case "t" -> Long.toString(startMillis);
                            case "h" -> HostName.current();
                            default -> "%";
                        }));
    }
}
