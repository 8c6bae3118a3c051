package io.github.underheap;

import static io.github.underheap.SyntheticProfile.frame;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Records as many sites as its first argument says and writes its profile to the file that the second one names, and the text
 * reports nowhere. Site i has stacks of four frames and i % 101 + 1 bytes.
 */
final class ManySites {

    /** Frames per level: as many as a large program has methods that allocate. */
    private static final int FRAMES = 1_000;

    private ManySites() {}

    public static void main(String[] args) throws IOException {
        int sites = Integer.parseInt(args[0]);
        Profile profile = record(sites).profile();
        WholeFile.write(Path.of(args[1]), out -> ProfileFormats.get("dhat").write(profile, out));
        for (String format : List.of("summary", "sites")) {
            ProfileFormats.get(format).write(profile, OutputStream.nullOutputStream());
        }
    }

    private static SyntheticProfile record(int sites) {
        SyntheticProfile made = SyntheticProfile.of("many");
        int[] frames = new int[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            frames[i] = made.number(frame("com.acme.Class" + i, "method", i + 1));
        }
        for (int i = 0; i < sites; i++) {
            int site =
                    made.site(frames[i % FRAMES], frames[i / FRAMES % FRAMES], frames[i / FRAMES / FRAMES], frames[0]);
            made.at(i).allocate(site, i % 101 + 1);
        }
        return made;
    }
}
