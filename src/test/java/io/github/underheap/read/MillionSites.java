package io.github.underheap.read;

import io.github.underheap.Profiles;
import io.github.underheap.file.WholeFile;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Frames;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfilePair;
import io.github.underheap.profile.SiteColumns;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.ProfileFormats;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A profile of a million sites whose stacks have eight of twenty thousand frames, and what is done with it. Its columns are computed when they are asked for, so
 * it takes no heap by itself. Two of different seeds have three quarters of their stacks in common.
 *
 * <p>By hand, for figures: {@code java -Xmx512m -cp … io.github.underheap.read.MillionSites read FILE}.
 */
final class MillionSites implements SiteColumns, Frames {

    static final int SITES = 1_000_000;

    private static final int DEPTH = 8;
    private static final int FRAMES = 20_000;

    private final long seed;

    private MillionSites(long seed) {
        this.seed = seed;
    }

    /**
     * Does what the first argument says, and prints how long it took: {@code make FORMAT SEED FILE}, {@code read FILE}, {@code merge FILE FILE},
     * {@code difference FILE FILE}, {@code pair FILE FILE}, or {@code copy FILE FORMAT FILE}.
     */
    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        String said = run(args);
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("RESULT " + said + ", ms " + millis);
    }

    private static String run(String[] args) throws IOException {
        return switch (args[0]) {
            case "make" -> written(profile(Long.parseLong(args[2])), args[1], args[3]);
            case "copy" -> written(read(args[1]), args[2], args[3]);
            case "read" -> said(read(args[1]));
            case "merge" -> said(Profiles.merge(read(args[1]), read(args[2])));
            case "difference" -> said(Profiles.difference(read(args[1]), read(args[2])));
            case "pair" -> said(ProfilePair.of(read(args[1]), read(args[2])).union());
            default -> throw new IllegalArgumentException(args[0]);
        };
    }

    private static Profile read(String file) throws IOException {
        return Profiles.read(Path.of(file));
    }

    private static String written(Profile profile, String format, String file) throws IOException {
        WholeFile.write(Path.of(file), out -> ProfileFormats.get(format).write(profile, out));
        return said(profile);
    }

    private static String said(Profile profile) {
        return "sites " + profile.siteCount() + ", bytes " + profile.sum(SiteNumber.TOTAL_BYTES);
    }

    /** The profile of a seed. */
    static Profile profile(long seed) {
        MillionSites columns = new MillionSites(seed);
        return new Profile(
                ProfileFacts.builder()
                        .process(new ProcessInfo(4_217 + seed, "java -jar million.jar", "host"))
                        .startEpochMillis(1_700_000_000_000L + seed)
                        .durationNanos(3_600_000_000_000L)
                        .peakNanos(1_800_000_000_000L)
                        .options("depth=8")
                        .build(),
                columns,
                columns);
    }

    private static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /** Between 0 and a limit, always the same for a site and a purpose. */
    private int chosen(int site, int purpose, int limit) {
        return (int) Long.remainderUnsigned(mixed(site * 64L + purpose + 1), limit);
    }

    @Override
    public int size() {
        return SITES;
    }

    @Override
    public long get(SiteNumber number, int site) {
        long blocks = chosen(site, 20, 1_000) + 1L + seed;
        long bytes = chosen(site, 21, 1 << 16) + 1L;
        boolean isLive = site % 5 == 0;
        return switch (number) {
            case TOTAL_BYTES -> blocks * bytes;
            case TOTAL_BLOCKS -> blocks;
            case LIVE_BYTES, PEAK_BYTES -> isLive ? bytes : 0;
            case LIVE_BLOCKS, PEAK_BLOCKS -> isLive ? 1 : 0;
            case OWN_PEAK_BYTES -> bytes;
            case OWN_PEAK_BLOCKS -> 1;
            case LIFETIME_LOW -> blocks * chosen(site, 22, 1 << 30);
            case LAST_BIRTH -> isLive ? 1_000_000_007L * (site % 1_000) : 0;
            case BACKING_BYTES -> site % 7 == 0 ? 64 : 0;
            default -> 0;
        };
    }

    @Override
    public int origin(int site) {
        return Origin.of(ArenaKind.values()[site % 3], AllocationApi.ARENA);
    }

    /** The outermost frames are shared by many, as in programs. */
    @Override
    public int[] frameNumbers(int site) {
        int own = site % 4 == 3 ? (int) seed : 0;
        int[] stack = new int[DEPTH];
        for (int i = 0; i < DEPTH; i++) {
            int among = Math.max(FRAMES >> i, 16);
            stack[i] = chosen(site >> i, 2 * i + own % 2, among);
        }
        stack[0] = site % FRAMES;
        stack[1] = (site / FRAMES * 397 + own) % FRAMES;
        return stack;
    }

    @Override
    public int limit() {
        return FRAMES;
    }

    @Override
    public Frame frame(int number) {
        int type = number / 7;
        return Frame.of(
                "com.acme.module" + type % 40 + ".Service" + type,
                "method" + number % 7,
                "Service" + type + ".java",
                number % 500 + 1,
                number % 300);
    }
}
