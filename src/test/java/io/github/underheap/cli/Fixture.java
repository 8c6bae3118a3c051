package io.github.underheap.cli;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.ProfileFormats;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Two profiles of one program, in whose numbers distinct primes tell the sites apart.
 *
 * <pre>
 *                             before                      after
 *                             bytes blocks  peak  live    bytes blocks  peak  live
 *  com.acme.Codec.encode      10007    101  5003     0    20011    211  5003     0
 *  com.acme.Pool.grow          4099      3  4099  4099     4099      3  4099  4099
 *  com.acme.old.Cache.fill     2003     17     0     0        -      -     -     -
 *  com.acme.Leak.open             -      -     -     -     1021      7  1021  1021
 *  sum                        16109    121  9102  4099    25131    221 10123  5120
 * </pre>
 */
public final class Fixture {

    private static final Frame MAIN = Frame.of("com.acme.Main", "main", "Main.java", 7, 3);
    private static final Frame ENCODE = Frame.of("com.acme.Codec", "encode", "Codec.java", 42, 5);
    private static final Frame GROW = Frame.of("com.acme.Pool", "grow", "Pool.java", 13, 7);
    private static final Frame FILL = Frame.of("com.acme.old.Cache", "fill", "Cache.java", 99, 11);
    private static final Frame OPEN = Frame.of("com.acme.Leak", "open", "Leak.java", 5, 13);

    private Fixture() {}

    /** Writes both into a folder, as {@code before.json} and {@code after.json}, and the one with events that were lost as {@code flawed.json}. */
    public static void writeAll(Path folder) throws IOException {
        write(folder.resolve("before.json"), before());
        write(folder.resolve("after.json"), after());
        write(folder.resolve("after.json.gz"), after());
        write(folder.resolve("flawed.json"), flawed());
    }

    static Profile before() {
        Profile.Builder profile = Profile.builder();
        site(profile, ENCODE, 10_007, 101, 5_003, 61, 0, 0);
        site(profile, GROW, 4_099, 3, 4_099, 3, 4_099, 3);
        site(profile, FILL, 2_003, 17, 0, 0, 0, 0);
        return profile.facts(facts("before").build()).build();
    }

    static Profile after() {
        return after(facts("after").build());
    }

    /** With events that were lost. */
    static Profile flawed() {
        return after(facts("flawed").flaw("13 events were lost").build());
    }

    private static Profile after(ProfileFacts facts) {
        Profile.Builder profile = Profile.builder();
        site(profile, ENCODE, 20_011, 211, 5_003, 61, 0, 0);
        site(profile, GROW, 4_099, 3, 4_099, 3, 4_099, 3);
        site(profile, OPEN, 1_021, 7, 1_021, 7, 1_021, 7);
        return profile.facts(facts).build();
    }

    private static ProfileFacts.Builder facts(String command) {
        return ProfileFacts.builder()
                .process(new ProcessInfo(4711, command, "host"))
                .startEpochMillis(1_700_000_000_003L)
                .durationNanos(7_000_000_000L)
                .peakNanos(3_000_000_000L)
                .atEnd(true);
    }

    private static void site(
            Profile.Builder profile,
            Frame frame,
            long bytes,
            long blocks,
            long peakBytes,
            long peakBlocks,
            long liveBytes,
            long liveBlocks) {
        int site = profile.site(List.of(frame, MAIN));
        profile.add(site, SiteNumber.TOTAL_BYTES, bytes)
                .add(site, SiteNumber.TOTAL_BLOCKS, blocks)
                .add(site, SiteNumber.PEAK_BYTES, peakBytes)
                .add(site, SiteNumber.PEAK_BLOCKS, peakBlocks)
                .add(site, SiteNumber.OWN_PEAK_BYTES, Math.max(peakBytes, liveBytes))
                .add(site, SiteNumber.OWN_PEAK_BLOCKS, Math.max(peakBlocks, liveBlocks))
                .add(site, SiteNumber.LIVE_BYTES, liveBytes)
                .add(site, SiteNumber.LIVE_BLOCKS, liveBlocks)
                .origin(site, Origin.of(ArenaKind.CONFINED, AllocationApi.ARENA));
    }

    /** Writes a profile as DHAT, compressed if the name ends in {@code .gz}. */
    static Path write(Path file, Profile profile) throws IOException {
        try (OutputStream out = file.toString().endsWith(".gz")
                ? new GZIPOutputStream(Files.newOutputStream(file))
                : Files.newOutputStream(file)) {
            ProfileFormats.get("dhat").write(profile, out);
        }
        return file;
    }
}
