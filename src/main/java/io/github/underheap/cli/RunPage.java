package io.github.underheap.cli;

import io.github.underheap.profile.Profile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The page that {@code run} writes beside the profile. It is something extra: whatever goes wrong with it is said in one line and leaves the exit code
 * alone.
 */
final class RunPage {

    private final Page page;
    private final boolean isOpened;
    private final Surroundings around;

    RunPage(Page page, boolean isOpened, Surroundings around) {
        this.page = page;
        this.isOpened = isOpened;
        this.around = around;
    }

    /** Reads the profile that a program has left, and writes its page; without a profile there is none. */
    void of(@Nullable Path file) {
        if (file != null && Page.beside(file) != null) {
            attempt(() -> write(new ProfileFiles(around).read(file.toString()), file));
        }
    }

    /** Writes the page of a profile that has been read. */
    void of(Profile profile, Path file) {
        if (Page.beside(file) != null) {
            attempt(() -> write(profile, file));
        }
    }

    /** Work that may fail. */
    private interface Work {
        void run() throws IOException;
    }

    private void attempt(Work work) {
        try {
            work.run();
        } catch (Refusal e) {
            notWritten(e.line());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            notWritten(Fault.reason(e));
        }
    }

    private void write(Profile profile, Path file) throws IOException {
        Path written = page.writeBeside(profile, file);
        if (written == null) {
            String name = Page.name(String.valueOf(file.getFileName()));
            around.say("the page was not written: " + name + " is there and is none of underheap's");
            return;
        }
        around.say("The page to look at is " + Page.shown(written, around));
        if (isOpened) {
            Opener.open(written, around);
        }
    }

    private void notWritten(String why) {
        around.say("the page was not written: " + why);
    }
}
