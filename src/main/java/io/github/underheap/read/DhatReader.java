package io.github.underheap.read;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads DHAT's format, version 2, of whoever wrote it: this library, dhat-rs, mod-alloc, or Valgrind.
 *
 * <p>Stricter than DHAT's viewer, which looks only whether a key is there: numbers are whole and not negative, stacks have frames that the table
 * has, and nothing that is needed is missing. Keys that are not known are passed over.
 *
 * <p>What DHAT has no place for is taken from the object {@code underheap}, where there is one. In files of other tools a frame is no more than
 * its text.
 *
 * <p>Not thread-safe; for one file.
 */
final class DhatReader {

    private static final long VERSION = 2;
    private static final long EXTRAS_VERSION = 1;
    private static final long NANOS_PER_MICRO = 1_000;

    /** More sites or frames are no profile of a program, but an attempt to fill the heap. */
    private static final int MOST = 1 << 24;

    private static final Set<String> NEEDED =
            Set.of("dhatFileVersion", "mode", "verb", "bklt", "bkacc", "tu", "Mtu", "cmd", "pid", "te", "pps", "ftbl");

    private static final Map<String, SiteNumber> NUMBERS = Map.of(
            "tb", SiteNumber.TOTAL_BYTES,
            "tbk", SiteNumber.TOTAL_BLOCKS,
            "mb", SiteNumber.OWN_PEAK_BYTES,
            "mbk", SiteNumber.OWN_PEAK_BLOCKS,
            "gb", SiteNumber.PEAK_BYTES,
            "gbk", SiteNumber.PEAK_BLOCKS,
            "eb", SiteNumber.LIVE_BYTES,
            "ebk", SiteNumber.LIVE_BLOCKS);

    private static final List<String> OF_POINTS = List.of("tb", "tbk", "fs");
    private static final List<String> OF_TIMED_POINTS = List.of("mb", "mbk", "gb", "gbk", "eb", "ebk");

    private final JsonInput json;
    private final RawSites sites = new RawSites();
    private final List<String> frames = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private boolean hasLifetimes;
    private String timeUnit = "";
    private String command = "";
    private long pid;
    private long end;
    private long peak;
    private @Nullable Extras extras;

    /** What only files of this library have. */
    private static final class Extras {
        private String host = "";
        private String options = "";
        private long start;
        private long durationNanos = -1;
        private long peakNanos = -1;
        private long currentBytes = -1;
        private long peakBytes = -1;
        private final List<String> remarks = new ArrayList<>();
        private final List<Integer> origins = new ArrayList<>();
        private final IntList origin = new IntList();
        private final IntList bytecodes = new IntList();
        private final Map<SiteNumber, LongList> columns = new EnumMap<>(SiteNumber.class);
    }

    DhatReader(JsonInput json) {
        this.json = json;
    }

    /** Reads on after the file's first brace and the first key, up to the last brace. */
    Profile read(@Nullable String firstKey) throws IOException {
        for (String key = firstKey; key != null; key = json.nextKey()) {
            seen.add(key);
            value(key);
        }
        for (String key : NEEDED) {
            json.require(seen.contains(key), "this is no DHAT file: it has no \"" + key + "\"");
        }
        return profile();
    }

    private void value(String key) throws IOException {
        switch (key) {
            case "dhatFileVersion" -> {
                long version = json.count("\"dhatFileVersion\"");
                json.require(
                        version == VERSION,
                        "version " + version + " of DHAT's format is not known; expected " + VERSION);
            }
            case "bklt" -> hasLifetimes = json.flag("\"bklt\"");
            case "tu" -> timeUnit = json.text("\"tu\"");
            case "cmd" -> command = json.text("\"cmd\"");
            case "pid" -> pid = json.count("\"pid\"");
            case "te" -> end = json.count("\"te\"");
            case "tg" -> peak = json.count("\"tg\"");
            case "pps" -> points();
            case "ftbl" -> frames("\"ftbl\"");
            case "underheap" -> extras();
            default -> json.skip();
        }
    }

    private void points() throws IOException {
        json.beginArray("\"pps\"");
        while (json.hasNext()) {
            json.elementBeginsObject("a point of \"pps\"");
            json.require(sites.size() < MOST, "there are more than " + MOST + " points");
            point();
        }
    }

    private void point() throws IOException {
        Set<String> keys = new HashSet<>();
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            keys.add(key);
            SiteNumber number = NUMBERS.get(key);
            if (number != null) {
                sites.number(number, json.count("\"" + key + "\""));
            } else if (key.equals("tl")) {
                lifetime(json.count("\"tl\""));
            } else if (key.equals("fs")) {
                stack();
            } else {
                json.skip();
            }
        }
        for (String key : OF_POINTS) {
            json.require(keys.contains(key), "a point of \"pps\" has no \"" + key + "\"");
        }
        timedPoints = timedPoints && keys.containsAll(OF_TIMED_POINTS);
        sites.end();
    }

    /** Whether all points so far have what points have in a file with lifetimes; {@code bklt} may come later. */
    private boolean timedPoints = true;

    private void lifetime(long units) {
        long nanos = units * NANOS_PER_MICRO;
        sites.number(SiteNumber.LIFETIME_LOW, nanos);
        sites.number(SiteNumber.LIFETIME_HIGH, Math.multiplyHigh(units, NANOS_PER_MICRO));
    }

    private void stack() throws IOException {
        json.beginArray("\"fs\"");
        while (json.hasNext()) {
            sites.frame(json.elementIndex("a frame of a stack", MOST));
        }
    }

    private void frames(String what) throws IOException {
        json.beginArray(what);
        while (json.hasNext()) {
            json.require(frames.size() < MOST, "there are more than " + MOST + " frames");
            frames.add(json.element("a frame of " + what));
        }
    }

    private void extras() throws IOException {
        Extras read = new Extras();
        extras = read;
        json.beginObject("\"underheap\"");
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            switch (key) {
                case "version" -> {
                    long version = json.count("\"version\"");
                    json.require(
                            version <= EXTRAS_VERSION,
                            "written by a newer underheap (version " + version + "; this one reads " + EXTRAS_VERSION
                                    + "); update it");
                }
                case "host" -> read.host = json.text("\"host\"");
                case "options" -> read.options = json.text("\"options\"");
                case "start" -> read.start = json.number("\"start\"");
                case "durationNanos" -> read.durationNanos = json.count("\"durationNanos\"");
                case "peakNanos" -> read.peakNanos = json.count("\"peakNanos\"");
                case "currentBytes" -> read.currentBytes = json.count("\"currentBytes\"");
                case "peakBytes" -> read.peakBytes = json.count("\"peakBytes\"");
                case "remarks" -> texts(read.remarks, "\"remarks\"");
                case "fs" -> furtherStacks();
                case "ftbl" -> frames("\"underheap.ftbl\"");
                case "bci" -> indexes(read.bytecodes, "\"bci\"");
                case "origins" -> origins(read);
                case "origin" -> indexes(read.origin, "\"origin\"");
                case "columns" -> columns(read);
                default -> json.skip();
            }
        }
    }

    private void texts(List<String> into, String what) throws IOException {
        json.beginArray(what);
        while (json.hasNext()) {
            json.require(into.size() < 1_000, what + " has more than 1000 lines");
            into.add(json.element("a line of " + what));
        }
    }

    private void furtherStacks() throws IOException {
        json.beginArray("\"underheap.fs\"");
        while (json.hasNext()) {
            json.elementBeginsArray("a stack of \"underheap.fs\"");
            json.require(sites.size() < MOST, "there are more than " + MOST + " stacks");
            while (json.hasNext()) {
                sites.frame(json.elementIndex("a frame of a stack", MOST));
            }
            sites.end();
        }
    }

    private void indexes(IntList into, String what) throws IOException {
        json.beginArray(what);
        while (json.hasNext()) {
            json.require(into.size() < MOST, what + " has more than " + MOST + " numbers");
            long number = json.elementNumber("a number of " + what);
            json.require(number == (int) number, "a number of " + what + " does not fit into 32 bits");
            into.add((int) number);
        }
    }

    private void origins(Extras into) throws IOException {
        json.beginArray("\"origins\"");
        while (json.hasNext()) {
            json.elementBeginsObject("an element of \"origins\"");
            json.require(into.origins.size() < 1_000, "\"origins\" has more than 1000 elements");
            int bits = 0;
            for (String key = json.nextKey(); key != null; key = json.nextKey()) {
                json.require(
                        key.equals("kinds") || key.equals("apis"),
                        "\"origins\" has \"kinds\" and \"apis\", and no \"" + JsonInput.shown(key) + "\"");
                bits |= OriginNames.read(json, key);
            }
            into.origins.add(bits);
        }
    }

    private void columns(Extras into) throws IOException {
        Map<String, SiteNumber> byKey = new HashMap<>();
        for (SiteNumber number : SiteNumber.values()) {
            byKey.put(number.key(), number);
        }
        json.beginObject("\"columns\"");
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            SiteNumber number = byKey.get(key);
            if (number == null) {
                json.skip();
                continue;
            }
            LongList column = new LongList();
            json.beginArray("\"" + key + "\"");
            while (json.hasNext()) {
                json.require(column.size() < MOST, "\"" + key + "\" has more than " + MOST + " numbers");
                column.add(json.elementNumber("a number of \"" + key + "\""));
            }
            into.columns.put(number, column);
        }
    }

    private Profile profile() throws IOException {
        json.require(
                sites.highestFrame() < frames.size(),
                "a stack has frame " + sites.highestFrame() + ", and \"ftbl\" has " + frames.size());
        json.require(
                !hasLifetimes || timedPoints,
                "a point of \"pps\" lacks one of " + String.join(", ", OF_TIMED_POINTS) + ", which \"bklt\" promises");
        Profile.Builder builder = Profile.builder();
        int[] numbers = new int[frames.size()];
        for (int place = 0; place < numbers.length; place++) {
            numbers[place] = -1;
        }
        for (int site = 0; site < sites.size(); site++) {
            add(site, numbers, builder);
        }
        return builder.facts(facts()).build();
    }

    private void add(int site, int[] numbers, Profile.Builder builder) throws IOException {
        int[] stack = sites.stack(site);
        for (int i = 0; i < stack.length; i++) {
            int place = stack[i];
            if (numbers[place] < 0) {
                numbers[place] = builder.frame(frame(place));
            }
            stack[i] = numbers[place];
        }
        int target = builder.site(stack);
        for (SiteNumber number : SiteNumber.values()) {
            long value = number(number, site);
            if (value != 0) {
                builder.add(target, number, value);
            }
        }
        Extras known = extras;
        if (known != null && known.origin.size() > 0) {
            json.require(
                    known.origin.size() == sites.size(),
                    "\"origin\" has " + known.origin.size() + " numbers for " + sites.size() + " sites");
            int origin = known.origin.get(site);
            json.require(
                    origin >= 0 && origin < known.origins.size(),
                    "\"origin\" has " + origin + ", and there are " + known.origins.size() + " \"origins\"");
            builder.origin(target, known.origins.get(origin));
        }
    }

    private long number(SiteNumber number, int site) throws IOException {
        LongList column = extras == null ? null : extras.columns.get(number);
        if (column == null) {
            return sites.number(number, site);
        }
        json.require(
                column.size() == sites.size(),
                "\"" + number.key() + "\" has " + column.size() + " numbers for " + sites.size() + " sites");
        return column.get(site);
    }

    private Frame frame(int place) {
        String text = frames.get(place);
        Extras known = extras;
        return known == null
                ? Frame.synthetic(text)
                : FrameText.ofJava(text, place < known.bytecodes.size() ? known.bytecodes.get(place) : -1);
    }

    private ProfileFacts facts() {
        ProfileFacts.Builder facts = ProfileFacts.builder().timed(hasLifetimes);
        Extras known = extras;
        if (known == null) {
            facts.process(new ProcessInfo(pid, command, ""))
                    .durationNanos(nanos(end))
                    .peakNanos(nanos(peak));
            if (hasLifetimes && !timeUnit.equals("µs")) {
                facts.remark("times are in " + JsonInput.shown(timeUnit) + ", each of which is shown as a µs");
            }
            return facts.build();
        }
        facts.process(new ProcessInfo(pid, command, known.host))
                .startEpochMillis(known.start)
                .durationNanos(known.durationNanos < 0 ? nanos(end) : known.durationNanos)
                .peakNanos(known.peakNanos < 0 ? nanos(peak) : known.peakNanos)
                .options(known.options)
                .remarks(known.remarks);
        if (known.currentBytes >= 0 && known.peakBytes >= 0) {
            facts.totals(known.currentBytes, known.peakBytes);
        }
        return facts.build();
    }

    private static long nanos(long micros) {
        return micros > Long.MAX_VALUE / NANOS_PER_MICRO ? Long.MAX_VALUE : micros * NANOS_PER_MICRO;
    }
}
