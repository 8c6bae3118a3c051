package io.github.underheap.cli;

import io.github.underheap.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The page that {@code --open} shows when no file was named for it. It lies beside the profile: a browser that is shut in, as snap does it, sees no
 * temporary files. It is one of those only where nothing can be beside: of standard input, and where writing fails.
 */
final class OpenedPage {

    private final @Nullable Path beside;
    private final Surroundings around;

    /** @param profile the name of the profile as it was typed */
    OpenedPage(String profile, Surroundings around) {
        this.around = around;
        this.beside = profile.equals(ProfileFiles.STANDARD) ? null : Page.beside(around.file(profile));
    }

    /** Refuses what would take the place of somebody else's file. */
    void check() {
        if (beside != null && Page.isTaken(beside)) {
            throw new Refusal("--open: " + Page.shown(beside, around)
                    + " is there and is none of underheap's; name another file by -o html --out FILE");
        }
    }

    /** Writes the page, says where, and opens it. */
    void open(Page page, Profile profile) throws IOException {
        Path written = write(page, profile);
        around.say("The page is " + Page.shown(written, around) + " (-o html --out FILE names another place)");
        Opener.open(written.toAbsolutePath(), around);
    }

    private Path write(Page page, Profile profile) throws IOException {
        // Once more: something else that was asked for may be there by now.
        check();
        if (beside != null) {
            try {
                page.write(profile, beside);
                return beside;
            } catch (IOException e) {
                around.say(Fault.reason(e));
            }
        }
        Path file = Files.createTempFile("underheap-", ".html");
        page.write(profile, file);
        return file;
    }
}
