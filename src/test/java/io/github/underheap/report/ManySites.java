package io.github.underheap.report;

import io.github.underheap.file.WholeFile;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Frames;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileMath;
import io.github.underheap.profile.SiteColumns;
import io.github.underheap.profile.SiteNumber;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a profile of as many sites as its first argument says to the file that the second one names, and the text
 * reports nowhere. With a third argument the profile is first merged with itself, on the heap.
 *
 * <p>Site i has a stack of four frames and i % 101 + 1 live bytes. Its columns are computed when they are asked for, so
 * what heap there is is that of the reports.
 */
final class ManySites implements SiteColumns, Frames {

    /** Frames per level: as many as a large program has methods that allocate. */
    private static final int FRAMES = 1_000;

    private final int sites;

    private ManySites(int sites) {
        this.sites = sites;
    }

    public static void main(String[] args) throws IOException {
        Profile profile = profile(Integer.parseInt(args[0]));
        Profile written = args.length == 2 ? profile : ProfileMath.merge(List.of(profile, profile));
        WholeFile.write(Path.of(args[1]), out -> ProfileFormats.get("dhat").write(written, out));
        for (String format : List.of("summary", "sites")) {
            ProfileFormats.get(format).write(written, OutputStream.nullOutputStream());
        }
    }

    static Profile profile(int sites) {
        ManySites columns = new ManySites(sites);
        return new Profile(
                ProfileFacts.builder()
                        .process(new ProcessInfo(4_217, "many", "host"))
                        .durationNanos(sites)
                        .peakNanos(sites)
                        .build(),
                columns,
                columns);
    }

    @Override
    public int size() {
        return sites;
    }

    @Override
    public long get(SiteNumber number, int site) {
        return switch (number) {
            case TOTAL_BYTES, LIVE_BYTES, PEAK_BYTES, OWN_PEAK_BYTES -> site % 101 + 1;
            case TOTAL_BLOCKS, LIVE_BLOCKS, PEAK_BLOCKS, OWN_PEAK_BLOCKS -> 1;
            case LIFETIME_LOW -> sites - site;
            case BACKING_BYTES -> site % 7;
            default -> 0;
        };
    }

    @Override
    public int origin(int site) {
        return 0;
    }

    @Override
    public int[] frameNumbers(int site) {
        return new int[] {site % FRAMES, site / FRAMES % FRAMES, site / FRAMES / FRAMES, 0};
    }

    @Override
    public int limit() {
        return FRAMES;
    }

    @Override
    public Frame frame(int number) {
        return Frame.of("com.acme.Class" + number, "method", "Class" + number + ".java", number + 1, number + 1);
    }
}
