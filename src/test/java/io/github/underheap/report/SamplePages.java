package io.github.underheap.report;

import io.github.underheap.file.WholeFile;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Writes the pages that a browser is tried with, each with the numbers of its profile beside it, and says which. */
final class SamplePages {

    /** Made-up services, so that pictures look like what people have. */
    private static final List<String> PACKAGES = List.of(
            "com.acme.net", "com.acme.index", "com.acme.cache", "io.netty.buffer", "org.lib.codec", "com.acme.query");

    private static final List<String> TYPES =
            List.of("Connection", "Segment", "PageStore", "Decoder", "Planner", "Buffer", "Journal", "Merger");

    private static final List<String> METHODS = List.of(
            "handle",
            "decode",
            "readFrame",
            "load",
            "grow",
            "encode",
            "putIfRoom",
            "rebuild",
            "flush",
            "merge",
            "scan");

    private static final Frame ALLOCATE =
            Frame.of("java.lang.foreign.SegmentAllocator", "allocate", "SegmentAllocator.java", 684, 9);

    private SamplePages() {}

    /** Pages by name. */
    static Map<String, Profile> profiles() {
        Map<String, Profile> profiles = new TreeMap<>();
        profiles.put("golden", GoldenProfiles.after());
        profiles.put("empty", facts(Profile.builder(), "java Empty", true).build());
        profiles.put("one", one());
        profiles.put("deep", deep());
        profiles.put("launched", launched());
        profiles.put("hostile", hostile());
        profiles.put("exact", exact());
        profiles.put("running", sized(300, 23, false));
        profiles.put("twins", twins());
        profiles.put("fan", fan());
        for (int sites : List.of(1_000, 10_000, 100_000)) {
            profiles.put("sites-" + sites, sized(sites, 7, true));
        }
        return profiles;
    }

    /**
     * Writes the pages.
     *
     * @param args the folder, and names of pages; all without names
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        List<String> names = List.of(args).subList(1, args.length);
        for (Map.Entry<String, Profile> page : profiles().entrySet()) {
            if (names.isEmpty() || names.contains(page.getKey())) {
                write(folder, page.getKey(), page.getValue());
            }
        }
        if (names.isEmpty() || names.contains("comparison")) {
            comparison(folder.resolve("comparison.html"), GoldenProfiles.before(), GoldenProfiles.after());
            comparison(folder.resolve("comparison-large.html"), sized(1_000, 8, true), sized(1_000, 7, true));
            comparison(folder.resolve("comparison-running.html"), sized(300, 29, false), sized(300, 23, false));
            comparison(folder.resolve("comparison-half.html"), sized(300, 29, true), sized(300, 23, false));
            comparison(folder.resolve("comparison-exact.html"), twins(), exact());
        }
        if (names.isEmpty()) {
            opened(folder);
        }
        if (names.isEmpty() || names.contains("wide")) {
            Profile after = wide(100_000, 7);
            page(folder, "wide", after);
            comparison(folder.resolve("comparison-wide.html"), wide(90_000, 11), after);
        }
    }

    /** Pages that are made otherwise than by the format alone. */
    private static void opened(Path folder) throws IOException {
        Profile unmeasured =
                profile(ProfileFacts.builder().unmeasured(EnumSet.of(SiteNumber.LIVE_BYTES, SiteNumber.LIVE_BLOCKS)));
        for (Metric metric : List.of(Metric.LIVE, Metric.LEAKED)) {
            WholeFile.write(
                    folder.resolve("unmeasured-" + JsonParts.word(metric) + ".html"),
                    out -> new HtmlFormat(rules(), metric, null).write(unmeasured, out));
        }
        HtmlSites sites = HtmlSites.of(new Verdicts(sized(1_000, 7, true), rules()));
        WholeFile.write(
                folder.resolve("others.html"),
                out -> HtmlPage.write(new HtmlData(sites, new HtmlView(null, null), 53), out));
        // The same frames in another order, as in the next run.
        page(
                folder,
                "twins-again",
                Profile.builder()
                        .add(one())
                        .add(GoldenProfiles.after())
                        .add(twins())
                        .build());
    }

    private static Profile profile(ProfileFacts.Builder facts) {
        Profile.Builder profile = Profile.builder();
        int site = profile.site(List.of(Frame.of("com.acme.Main", "main", "Main.java", 7, 7)));
        profile.add(site, SiteNumber.TOTAL_BYTES, 7_919)
                .add(site, SiteNumber.TOTAL_BLOCKS, 3)
                .add(site, SiteNumber.PEAK_BYTES, 7_919);
        return profile.facts(facts.atEnd(true).build()).build();
    }

    private static void write(Path folder, String name, Profile profile) throws IOException {
        page(folder, name, profile);
        WholeFile.write(folder.resolve(name + ".json"), out -> new JsonFormat().write(profile, out));
    }

    private static void page(Path folder, String name, Profile profile) throws IOException {
        WholeFile.write(folder.resolve(name + ".html"), out -> new HtmlFormat(rules()).write(profile, out));
    }

    private static void comparison(Path file, Profile before, Profile after) throws IOException {
        WholeFile.write(
                file,
                out -> new HtmlComparison().write(new Verdicts(before, rules()), new Verdicts(after, rules()), out));
    }

    private static Rules rules() {
        return Rules.parse("own.rules", GoldenProfiles.rules());
    }

    private static Profile.Builder facts(Profile.Builder profile, String command, boolean atEnd) {
        return profile.facts(ProfileFacts.builder()
                .process(new ProcessInfo(4_711, command, "build-7"))
                .startEpochMillis(1_795_725_660_000L)
                .durationNanos(252_000_000_000L)
                .peakNanos(221_000_000_000L)
                .options("depth=8 capture=auto")
                .atEnd(atEnd)
                .build());
    }

    private static Profile one() {
        Profile.Builder profile = Profile.builder();
        int site = profile.site(List.of(Frame.of("Main", "main", "Main.java", 3, 1)));
        add(profile, site, 7_919, 1, 7_919, 0, 1_009);
        return facts(profile, "java Main.java", true).build();
    }

    /**
     * Sites that no box tells apart: two on one line, and a stack that begins like another and ends there. And one without any frame of the
     * application, which allocates most blocks.
     */
    private static Profile twins() {
        Profile.Builder profile = Profile.builder();
        Frame main = Frame.of("com.acme.Main", "main", "Main.java", 7, 7);
        Frame run = Frame.of("java.lang.Thread", "run", "Thread.java", 1474, 5);
        Frame deflate = Frame.of("java.util.zip.Deflater", "deflate", "Deflater.java", 700, 5);
        Frame outer = Frame.of("com.acme.Twin", "outer", "Twin.java", 21, 3);
        add(profile, profile.site(List.of(pair(3), main)), 7_919, 1, 7_919, 7_919, 1_009);
        add(profile, profile.site(List.of(pair(9), main)), 104_729, 2, 104_729, 0, 1_013);
        add(profile, profile.site(List.of(ALLOCATE, outer, main)), 20_011, 3, 20_011, 0, 1_019);
        add(profile, profile.site(List.of(outer, main)), 1_009, 1, 1_009, 1_009, 1_021);
        add(profile, profile.site(List.of(deflate, run)), 50_021, 1_000_003, 50_021, 0, 1_031);
        return facts(profile, "java -jar twins.jar", true).build();
    }

    private static Frame pair(int bytecode) {
        return Frame.of("com.acme.Twin", "pair", "Twin.java", 11, bytecode);
    }

    /** One method that calls so many others that no box of theirs is wide enough. */
    private static Profile fan() {
        Profile.Builder profile = Profile.builder();
        Frame main = Frame.of("com.acme.Main", "main", "Main.java", 7, 7);
        for (int i = 0; i < 5_003; i++) {
            int site = profile.site(List.of(Frame.of("com.acme.Fan", "m" + i, "Fan.java", i + 1, i), main));
            add(profile, site, 101, 1, 101, 0, 1_009);
        }
        return facts(profile, "java -jar fan.jar", true).build();
    }

    /** As {@code java Main.java} runs it. */
    private static Profile launched() {
        String launcher = "com.sun.tools.javac.launcher.SourceLauncher";
        Profile.Builder profile = Profile.builder();
        int site = profile.site(List.of(
                Frame.of("Main", "main", "Main.java", 3, 1),
                Frame.of(launcher, "execute", "SourceLauncher.java", 258, 1),
                Frame.of(launcher, "main", "SourceLauncher.java", 76, 1)));
        add(profile, site, 7_919, 1, 7_919, 0, 1_009);
        return facts(profile, "Main.java", true).build();
    }

    /** As many frames as a stack can have, and a recursion. */
    private static Profile deep() {
        Profile.Builder profile = Profile.builder();
        for (int branch = 0; branch < 3; branch++) {
            List<Frame> stack = new ArrayList<>();
            for (int depth = 0; depth < 64; depth++) {
                boolean isCommon = depth > 40;
                String type = "com.acme.tree.Level" + depth % 9 + (isCommon ? "" : "Branch" + branch);
                stack.add(Frame.of(type, "visit", "Level.java", depth + 1, depth));
            }
            add(profile, profile.site(stack), 104_729L * (branch + 1), 13, 1_009, branch, 7_919);
        }
        return facts(profile, "java -jar deep.jar", true).build();
    }

    /** Names that nobody should have, each in its own site. */
    private static Profile hostile() {
        Profile.Builder profile = Profile.builder();
        List<String> names = List.of(
                "</script><script>window.broken=1</script>",
                "<img src=x onerror=window.broken=1>",
                "<!--<script>",
                "\"'`&amp;&lt;",
                "\u202Egnp.exe\u202C",
                "\u2066hidden\u2069\u200B\uFEFF",
                "line\nbreak\rtab\tnul\0",
                "\u2028\u2029",
                "\uD83D",
                "\uD83D\uDE80",
                "javascript:window.broken=1",
                "${window.broken=1}{{data}}",
                "x".repeat(10_240),
                "__proto__",
                "constructor");
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int site = profile.site(List.of(
                    Frame.of("com.acme." + name, name, name + ".java", i + 1, i),
                    Frame.synthetic(name),
                    Frame.of("com.acme.Main", "main", "Main.java", 7, 7)));
            add(profile, site, 1_009L * (i + 1), i + 1, 101, i, 499);
        }
        return profile.facts(ProfileFacts.builder()
                        .process(new ProcessInfo(1, "java '</title><script>window.broken=1</script>'", "\u202Ehost"))
                        .remark("</p><script>window.broken=1</script>\u202E")
                        .options("<b>")
                        .atEnd(true)
                        .build())
                .build();
    }

    /** Numbers that a script cannot hold. */
    private static Profile exact() {
        Profile.Builder profile = Profile.builder();
        Frame main = Frame.of("com.acme.Main", "main", "Main.java", 7, 7);
        for (int i = 0; i < 3; i++) {
            int site = profile.site(List.of(Frame.of("com.acme.Big", "map" + i, "Big.java", i + 1, i), main));
            add(profile, site, (1L << 53) + 2L * i + 1, 3 + i, (1L << 54) + i, i, 9_007_199_254_740_993L);
        }
        // Numbers of a script lose it beside the others.
        int small = profile.site(List.of(Frame.of("com.acme.Tiny", "drop", "Tiny.java", 3, 3), main));
        add(profile, small, 1, 1, 1, 0, 1_009);
        return facts(profile, "java -jar big.jar", true).build();
    }

    /** Something like a server: a tree of calls that spread. */
    static Profile sized(int sites, long seed, boolean atEnd) {
        SplittableRandom random = new SplittableRandom(seed);
        Profile.Builder profile = Profile.builder();
        List<Frame> roots = List.of(
                Frame.of("com.acme.Server", "main", "Server.java", 31, 7),
                Frame.of("java.lang.Thread", "run", "Thread.java", 1474, 5));
        for (int made = 0; made < sites; ) {
            List<Frame> stack = new ArrayList<>();
            stack.add(roots.get(random.nextInt(4) == 0 ? 1 : 0));
            int depth = random.nextInt(4, 8);
            int spread = 3;
            for (int level = 1; level < depth; level++) {
                stack.add(frame(random, level, spread));
                spread = Math.min(40, spread * 2);
            }
            stack.add(ALLOCATE);
            int site = profile.site(stack.reversed());
            if (site == made) {
                made++;
                numbers(profile, site, random);
            }
        }
        return facts(profile, "java -jar server.jar --port 8080", atEnd).build();
    }

    /**
     * Something like a large server with generated code: stacks of 30 to 50 frames, of which few begin alike, from 100,000 frames. The stacks are
     * the same whatever the seed of the numbers.
     */
    private static Profile wide(int sites, long seed) {
        SplittableRandom random = new SplittableRandom(5);
        SplittableRandom values = new SplittableRandom(seed);
        Profile.Builder profile = Profile.builder();
        for (int made = 0; made < sites; ) {
            int depth = random.nextInt(30, 51);
            Frame[] stack = new Frame[depth];
            stack[depth - 1] = Frame.of("java.lang.Thread", "run", "Thread.java", 1474, 5);
            for (int level = 1; level < depth; level++) {
                // Of the first levels few, then so many that they are 100,000 in all.
                int spread = Math.min(2_083, 1 << Math.min(level, 12));
                stack[depth - 1 - level] = generated(level * 2_083 + random.nextInt(spread));
            }
            int site = profile.site(List.of(stack));
            if (site == made) {
                made++;
                numbers(profile, site, values);
            }
        }
        return facts(profile, "java -jar generated.jar --port 8080", true).build();
    }

    private static Frame generated(int which) {
        String type = TYPES.get(which % 8) + Integer.toString(which / 4, 36);
        return Frame.of(
                PACKAGES.get(which % 5) + ".generated." + type,
                METHODS.get(which % 11),
                type + ".java",
                20 + which % 397,
                which);
    }

    private static Frame frame(SplittableRandom random, int level, int spread) {
        int which = Math.min(random.nextInt(spread), random.nextInt(spread)) + level * 5;
        String type = PACKAGES.get(which % PACKAGES.size()) + "." + TYPES.get(which * 7 % TYPES.size());
        String method = METHODS.get(which * 3 % METHODS.size());
        return Frame.of(
                type, method, type.substring(type.lastIndexOf('.') + 1) + ".java", 20 + which * 13 % 400, which);
    }

    private static void numbers(Profile.Builder profile, int site, SplittableRandom random) {
        long blocks = 1L << random.nextInt(0, 16);
        long size = 1L << random.nextInt(5, 18);
        int kind = random.nextInt(100);
        long live = kind < 3 ? Math.max(1, blocks / 16) : kind < 10 ? 1 : 0;
        long peak = Math.min(blocks, live + random.nextInt(1, 64));
        long life = kind < 60 ? random.nextLong(1_000, 900_000) : random.nextLong(1_000_000, 9_000_000_000L);
        profile.add(site, SiteNumber.TOTAL_BYTES, blocks * size)
                .add(site, SiteNumber.TOTAL_BLOCKS, blocks)
                .add(site, SiteNumber.PEAK_BYTES, peak * size)
                .add(site, SiteNumber.PEAK_BLOCKS, peak)
                .add(site, SiteNumber.LIVE_BYTES, live * size)
                .add(site, SiteNumber.LIVE_BLOCKS, live)
                .add(site, SiteNumber.OWN_PEAK_BYTES, peak * size)
                .add(site, SiteNumber.OWN_PEAK_BLOCKS, peak)
                .add(site, SiteNumber.LIFETIME_LOW, blocks * life)
                .add(site, SiteNumber.FAILED_CLOSES, kind == 99 ? 3 : 0);
        ArenaKind arena = kind >= 3 && kind < 10 ? (kind < 6 ? ArenaKind.AUTO : ArenaKind.GLOBAL) : ArenaKind.SHARED;
        profile.origin(site, Origin.of(arena, AllocationApi.ARENA));
    }

    private static void add(
            Profile.Builder profile, int site, long bytes, long blocks, long peak, long live, long life) {
        profile.add(site, SiteNumber.TOTAL_BYTES, bytes)
                .add(site, SiteNumber.TOTAL_BLOCKS, blocks)
                .add(site, SiteNumber.PEAK_BYTES, peak)
                .add(site, SiteNumber.PEAK_BLOCKS, 1)
                .add(site, SiteNumber.LIVE_BYTES, live)
                .add(site, SiteNumber.LIVE_BLOCKS, live > 0 ? 1 : 0)
                .add(site, SiteNumber.LIFETIME_LOW, life)
                .origin(site, Origin.of(ArenaKind.CONFINED, AllocationApi.ARENA));
    }
}
