package io.github.underheap.cli;

import io.github.underheap.profile.Profile;
import java.io.IOException;
import java.nio.file.Path;

/** What {@code run} shows of the profile after the program, and its page. What is wrong with its options is said before the program runs. */
final class RunReport {

    private final ProfileFiles files;
    private final Reporting reporting;
    private final boolean isOpened;
    private final Surroundings around;

    private RunReport(ProfileFiles files, Reporting reporting, boolean isOpened, Surroundings around) {
        this.files = files;
        this.reporting = reporting;
        this.isOpened = isOpened;
        this.around = around;
    }

    static RunReport of(Given given, Surroundings around) throws IOException {
        ProfileFiles files = new ProfileFiles(around);
        return new RunReport(files, Reporting.ofRun(given, around, files), given.has(Opener.OPTION), around);
    }

    /** Runs the program, and shows its profile. The exit code is the program's if that is not 0, else that of the report. */
    int after(ProgramRun run) throws IOException {
        ProgramRun.End end = run.forReport();
        Path file = end.profile();
        if (file == null) {
            around.say("there is no profile to report");
            return end.code() == 0 ? Refusal.USAGE : end.code();
        }
        Profile profile = files.read(file.toString());
        new RunPage(reporting.page(), isOpened, around).of(profile, file);
        int code = reporting.show(profile, null);
        return end.code() == 0 ? code : end.code();
    }
}
