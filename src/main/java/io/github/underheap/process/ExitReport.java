package io.github.underheap.process;

import io.github.underheap.config.OutputName;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.ProfileFormats;
import io.github.underheap.report.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes the profile when the process ends, and says on the standard error stream what is in it, where it is, and how to look at
 * it.
 *
 * <p>Nothing that goes wrong here changes how the process ends.
 *
 * <p><b>Class loaders that come and go.</b> Until then the report keeps its class loader, also one that an application server has dropped: who asks
 * for a profile gets it. Such a loader may have been closed and loads nothing any more, so there is a rehearsal.
 * Each copy of the library in a process writes a file of its own.
 */
final class ExitReport implements Runnable {

    private final Supplier<Profile> profiles;
    private final Path file;
    private final LauncherMark mark;

    // Found when the process starts: when it ends there may be no file descriptor or memory left for that.
    private final ProfileFormat dhat = ProfileFormats.get("dhat");
    private final ProfileFormat summary = ProfileFormats.get("summary");
    private final ProfileFormat sites = ProfileFormats.get("sites");

    /** A system property, which all copies of the library see, for each file that one of them will write. */
    private static final String TAKEN = "io.github.underheap.output:";

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
            ExitReport report = new ExitReport(profiles, ownFile(Path.of(name)), mark);
            if (ExitReport.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
                report.rehearse();
            }
            Runtime.getRuntime().addShutdownHook(new Thread(report, "underheap-exit-report"));
        } catch (InvalidPathException e) {
            mark.sayWhyNot("output: '" + name + "' is not a path (" + e.getReason() + "); no profile will be written");
        } catch (IllegalArgumentException e) {
            mark.sayWhyNot(e.getMessage() + "; no profile will be written to " + name);
        } catch (IllegalStateException e) {
            mark.sayWhyNot("the process is ending already; no profile will be written to " + name);
        }
    }

    /** A file that no other copy of the library writes: {@code profile.json}, {@code profile-2.json} and so on. */
    private static Path ownFile(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A pipe or a device is for everybody.
            return file;
        }
        Path own = file.toAbsolutePath().normalize();
        String name = own.getFileName() == null ? "" : own.getFileName().toString();
        int end = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
        Path result = file;
        for (int copy = 2; System.getProperties().putIfAbsent(TAKEN + own, "") != null; copy++) {
            String numbered = name.substring(0, end) + "-" + copy + name.substring(end);
            own = own.resolveSibling(numbered);
            result = file.resolveSibling(numbered);
        }
        return result;
    }

    /** Does what {@link #run} does, for nobody, so that all it needs is loaded. */
    private void rehearse() {
        try {
            EarlyLoading.loadAll();
            profiles.get();
            Profile.Builder all = Profile.builder()
                    .facts(ProfileFacts.builder().timed(true).remark("").build());
            int site = all.site(List.of(Frame.of("", "", null, 0, 0)));
            for (SiteNumber number : SiteNumber.values()) {
                all.add(site, number, 1L << 60);
            }
            Profile profile = all.build();
            Path rehearsed = Files.createTempFile("underheap", ".json");
            try {
                String ignored = text(summary, profile)
                        + text(sites, profile)
                        + save(profile, rehearsed)
                        + save(profile, rehearsed.resolve("none"));
            } finally {
                Files.delete(rehearsed);
            }
            Messages.print("");
        } catch (Throwable e) {
            // The performance will say it.
        }
    }

    @Override
    public void run() {
        StringBuilder text = new StringBuilder();
        try {
            Profile profile = profiles.get();
            // The file comes first: it has to be there even if there is no memory left for the rest.
            String outcome = save(profile, file);
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

    private String save(Profile profile, Path file) {
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
