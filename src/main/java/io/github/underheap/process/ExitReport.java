package io.github.underheap.process;

import io.github.underheap.config.OutputName;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.report.ProfileFormats;
import io.github.underheap.report.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Writes the profile when the process ends, and says on the standard error stream what is in it, where it is, and how to look at
 * it.
 *
 * <p>Nothing that goes wrong here changes how the process ends.
 */
final class ExitReport implements Runnable {

    private final Supplier<Profile> profiles;
    private final Path file;
    private final LauncherMark mark;

    // Found when the process starts: when it ends there may be no file descriptor or memory left for that.
    private final ProfileFormat dhat = ProfileFormats.get("dhat");
    private final ProfileFormat summary = ProfileFormats.get("summary");
    private final ProfileFormat sites = ProfileFormats.get("sites");

    private ExitReport(Supplier<Profile> profiles, Path file, LauncherMark mark) {
        this.profiles = profiles;
        this.file = file;
        this.mark = mark;
    }

    /**
     * Has a profile written when the process ends.
     *
     * @param profiles is asked then, once
     * @param template the option {@code output}
     */
    static void install(Supplier<Profile> profiles, String template, LauncherMark mark) {
        ProcessInfo process = ProcessFacts.current();
        String name =
                OutputName.expand(template, process.pid(), System.currentTimeMillis(), process.host(), System.getenv());
        try {
            ExitReport report = new ExitReport(profiles, Path.of(name), mark);
            Runtime.getRuntime().addShutdownHook(new Thread(report, "underheap-exit-report"));
        } catch (InvalidPathException e) {
            mark.sayWhyNot("output: '" + name + "' is not a path (" + e.getReason() + "); no profile will be written");
        } catch (IllegalArgumentException e) {
            mark.sayWhyNot(e.getMessage() + "; no profile will be written to " + name);
        } catch (IllegalStateException e) {
            mark.sayWhyNot("the process is ending already; no profile will be written to " + name);
        }
    }

    @Override
    public void run() {
        StringBuilder text = new StringBuilder();
        try {
            Profile profile = profiles.get();
            // The file comes first: it has to be there even if there is no memory left for the rest.
            String outcome = save(profile);
            try {
                text.append(text(summary, profile)).append(text(sites, profile));
            } finally {
                text.append(outcome);
            }
        } catch (Throwable e) {
            text.append(Messages.line("error: " + e));
        }
        Messages.print(text.toString());
        mark.said();
    }

    private String save(Profile profile) {
        try {
            WholeFile.write(file, out -> dhat.write(profile, out));
            return Messages.line("The data has been saved to " + file + ", and is viewable with dh_view.html"
                    + " (https://nnethercote.github.io/dh_view/dh_view.html) or the Firefox Profiler"
                    + " (https://profiler.firefox.com)");
        } catch (IOException e) {
            return Messages.line("error: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            return Messages.line("error: cannot write " + file + ": " + e);
        }
    }

    private static String text(ProfileFormat format, Profile profile) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        format.write(profile, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
