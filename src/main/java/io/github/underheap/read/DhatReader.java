package io.github.underheap.read;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteList;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.CheckJson;
import io.github.underheap.report.ComparisonJson;
import io.github.underheap.report.GroupsJson;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads DHAT's format, version 2, of whoever wrote it: this library, dhat-rs, mod-alloc, or Valgrind.
 *
 * <p>Stricter than DHAT's viewer, which looks only whether a key is there: numbers are whole and not negative, stacks have frames that the table
 * has, and nothing that is needed is missing. Keys that are not known are passed over. Points with equal stacks are one site.
 *
 * <p>Files that count something else than memory (ad hoc events, copies) are refused: as bytes and blocks their numbers would be wrong.
 *
 * <p>Not thread-safe; for one file.
 */
final class DhatReader {

    /** More sites or frames are no profile of a program, but an attempt to fill the heap. */
    static final int MOST = 1 << 24;

    /** Frames of all stacks together. */
    static final int MOST_PLACES = 1 << 28;

    private static final long VERSION = 2;
    private static final long NANOS_PER_MICRO = 1_000;

    /** In the order in which DHAT's viewer looks for them. */
    private static final List<String> NEEDED =
            List.of("dhatFileVersion", "mode", "verb", "bklt", "bkacc", "tu", "Mtu", "cmd", "pid", "te", "pps", "ftbl");

    /** How other documents of this library begin: they are made of profiles, but cannot be read as one. */
    private static final Set<String> OTHER_DOCUMENTS =
            Set.of(GroupsJson.FORMAT_KEY, ComparisonJson.FORMAT_KEY, CheckJson.FORMAT_KEY);

    private static final List<String> NEEDED_WITH_LIFETIMES = List.of("tg", "tuth");

    /** Modes of files that count no memory, and what they count. */
    private static final Map<String, String> OTHER_MODES = Map.of(
            "copy", "bytes that were copied",
            "ad-hoc", "events of the program's own",
            "java-ad-hoc", "events of the program's own",
            "rust-ad-hoc", "events of the program's own");

    /** Keys of points, as this library orders them … */
    private static final List<String> KEYS = List.of("tb", "tbk", "tl", "mb", "mbk", "gb", "gbk", "eb", "ebk", "fs");

    /** … and what they mean; the last one is the stack. */
    private static final SiteNumber[] NUMBERS = {
        SiteNumber.TOTAL_BYTES,
        SiteNumber.TOTAL_BLOCKS,
        SiteNumber.LIFETIME_LOW,
        SiteNumber.OWN_PEAK_BYTES,
        SiteNumber.OWN_PEAK_BLOCKS,
        SiteNumber.PEAK_BYTES,
        SiteNumber.PEAK_BLOCKS,
        SiteNumber.LIVE_BYTES,
        SiteNumber.LIVE_BLOCKS
    };

    private static final List<String> OF_POINTS = List.of("tb", "tbk", "fs");
    private static final List<String> OF_TIMED_POINTS = List.of("mb", "mbk", "gb", "gbk", "eb", "ebk");
    private static final int POINT = bits(OF_POINTS);
    private static final int TIMED_POINT = bits(OF_TIMED_POINTS);

    private final JsonInput json;
    private final DhatContent file = new DhatContent();
    private final Set<String> keys = new HashSet<>();
    private final KnownKeys keysOfPoints = new KnownKeys(KEYS.toArray(new String[0]));
    /** The first key that some point lacks and files with lifetimes need. Whether this is such a file may only be said after the points. */
    private @Nullable String missingInPoint;

    DhatReader(JsonInput json) {
        this.json = json;
    }

    /** Reads on after the file's first brace and the first key, up to the last brace. */
    Profile read(String firstKey) throws IOException {
        json.require(
                !OTHER_DOCUMENTS.contains(firstKey),
                "this is what underheap says of a profile (\"" + firstKey + "\"), and no profile");
        for (String key = firstKey; key != null; key = json.nextKey()) {
            keys.add(key);
            value(key);
        }
        json.require(
                keys.contains("dhatFileVersion"),
                "this is JSON, but no profile: it has no \"dhatFileVersion\", and does not begin with \""
                        + JsonReader.FORMAT_KEY + "\"");
        requireAll(keys, NEEDED, "this is no whole DHAT file: it has no ");
        if (file.hasLifetimes) {
            requireAll(keys, NEEDED_WITH_LIFETIMES, "\"bklt\" is true, and there is no ");
            json.require(
                    missingInPoint == null,
                    "\"bklt\" is true, and a point of \"pps\" has no \"" + missingInPoint + "\"");
        }
        json.require(
                file.sites.highestPlace() < file.frames.size(),
                "a stack has frame " + file.sites.highestPlace() + ", and \"ftbl\" has " + file.frames.size()
                        + " frames");
        return file.profile(json);
    }

    private static int bits(List<String> keysOfPoint) {
        int bits = 0;
        for (String key : keysOfPoint) {
            bits |= 1 << KEYS.indexOf(key);
        }
        return bits;
    }

    private void requireAll(Set<String> there, List<String> needed, String otherwise) throws IOException {
        for (String key : needed) {
            json.require(there.contains(key), otherwise + "\"" + key + "\"");
        }
    }

    private void value(String key) throws IOException {
        switch (key) {
            case "dhatFileVersion" -> {
                long version = json.count();
                json.require(
                        version == VERSION,
                        "version " + version + " of DHAT's format is not known; expected " + VERSION);
            }
            case "mode" -> {
                String mode = json.text();
                String counted = OTHER_MODES.get(mode);
                json.require(
                        counted == null, "a profile of mode \"" + mode + "\" counts " + counted + ", and no memory");
            }
            case "bsu" -> unit("bytes");
            case "bksu" -> unit("blocks");
            case "bklt" -> file.hasLifetimes = json.flag();
            case "bkacc" -> json.flag();
            case "tu" -> file.timeUnit = json.text();
            case "verb", "Mtu" -> json.text();
            case "cmd" -> file.command = json.text();
            case "pid" -> file.pid = json.count();
            case "te" -> file.end = json.count();
            case "tg" -> file.peak = json.count();
            case "tuth" -> json.count();
            case "pps" -> points();
            case "ftbl" -> {
                frames(json, file.frames);
                file.hasFrames = true;
            }
            case "underheap" -> file.extras = DhatExtrasReader.read(json, file);
            case JsonReader.FORMAT_KEY -> throw json.wrong("\"" + key + "\" must be the first key of the file");
            default -> json.skip();
        }
    }

    private void unit(String expected) throws IOException {
        String unit = json.text();
        json.require(
                unit.equals(expected),
                "the file counts \"" + JsonInput.shown(unit) + "\", and no " + expected + " of memory");
    }

    private void points() throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            json.elementBeginsObject("a point of \"pps\"");
            point();
        }
        file.hasPoints = true;
    }

    private void point() throws IOException {
        SiteList sites = file.sites;
        int there = 0;
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            int known = keysOfPoints.of(key);
            if (known < 0) {
                json.skip();
                continue;
            }
            there |= 1 << known;
            if (known == NUMBERS.length) {
                json.beginArray();
                stack(json, sites);
            } else if (NUMBERS[known] == SiteNumber.LIFETIME_LOW) {
                long units = json.count();
                sites.set(SiteNumber.LIFETIME_LOW, sites.size(), units * NANOS_PER_MICRO);
                sites.set(SiteNumber.LIFETIME_HIGH, sites.size(), Math.multiplyHigh(units, NANOS_PER_MICRO));
            } else {
                sites.set(NUMBERS[known], sites.size(), json.count());
            }
        }
        if ((there & POINT) != POINT) {
            throw json.wrong("a point of \"pps\" has no \"" + missing(there, OF_POINTS) + "\"");
        }
        if ((there & TIMED_POINT) != TIMED_POINT && missingInPoint == null) {
            missingInPoint = missing(there, OF_TIMED_POINTS);
        }
        end(json, sites);
    }

    private static String missing(int there, List<String> needed) {
        return needed.stream()
                .filter(key -> (there & bits(List.of(key))) == 0)
                .findFirst()
                .orElseThrow();
    }

    /** Reads an array of frames up to its end. */
    static void stack(JsonInput json, SiteList sites) throws IOException {
        while (json.hasNext()) {
            long place = json.elementCount("a frame of a stack");
            if (place >= MOST) {
                throw json.wrong("a stack has frame " + place + "; it must be less than " + MOST);
            }
            sites.frame((int) place);
        }
    }

    /** The site that was read is whole. */
    static void end(JsonInput json, SiteList sites) throws IOException {
        sites.end();
        json.require(sites.size() <= MOST, "there are more than " + MOST + " sites");
        json.require(sites.frameCount() <= MOST_PLACES, "the stacks have more than " + MOST_PLACES + " frames");
    }

    /** Reads an array of texts. */
    static void frames(JsonInput json, List<String> into) throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            into.add(json.element("a frame of \"ftbl\""));
            json.require(into.size() <= MOST, "there are more than " + MOST + " frames");
        }
    }
}
