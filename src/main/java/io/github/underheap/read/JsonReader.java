package io.github.underheap.read;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteList;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.JsonFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads this library's own JSON ({@link JsonFormat}). Keys that are not known are passed over, so that later versions can add some.
 *
 * <p>Not thread-safe; for one file.
 */
final class JsonReader {

    /** The first key of a file. */
    static final String FORMAT_KEY = JsonFormat.FORMAT_KEY;

    private static final SiteNumber[] NUMBERS = SiteNumber.values();

    /** How keys of sites are numbered: the stack, kinds of arena, APIs … */
    private static final int STACK = 0;

    private static final int KINDS = 1;
    /** … and from here on the numbers by their ordinals. */
    private static final int FIRST_NUMBER = 3;

    private static final String[] NEEDED = {"timed", "durationNanos", "frames", "sites"};

    private final JsonInput json;
    private final ProfileFacts.Builder facts = ProfileFacts.builder();
    private final Set<String> seen = new HashSet<>();
    private final KnownKeys keysOfSites = keysOfSites();
    private final List<Frame> frames = new ArrayList<>();
    private final SiteList sites = new SiteList();

    JsonReader(JsonInput json) {
        this.json = json;
    }

    private static KnownKeys keysOfSites() {
        return new KnownKeys(Stream.concat(
                        Stream.of("stack", "kinds", "apis"),
                        Arrays.stream(NUMBERS).map(SiteNumber::key))
                .toArray(String[]::new));
    }

    /** Reads on after the first key. */
    Profile read() throws IOException {
        long version = json.count();
        json.requireVersion(version, 1, JsonFormat.VERSION);
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            value(key);
            seen.add(key);
        }
        for (String key : NEEDED) {
            json.require(seen.contains(key), "\"" + key + "\" is missing");
        }
        return sites.profile(facts.build(), frames);
    }

    private void value(String key) throws IOException {
        switch (key) {
            case "difference" -> json.require(!json.flag(), "this is the difference of two profiles, and no profile");
            case "process" -> process();
            case "startEpochMillis" -> facts.startEpochMillis(json.number());
            case "durationNanos" -> facts.durationNanos(json.count());
            case "peakNanos" -> facts.peakNanos(json.count());
            case "timed" -> facts.timed(json.flag());
            case "timeUnit" -> facts.timeUnit(json.text());
            case "unmeasured" -> facts.unmeasured(Lists.numbers(json));
            case "options" -> facts.options(json.text());
            case "totals" -> totals();
            case "faulty" -> facts.faulty(json.flag());
            case "remarks" -> facts.remarks(Lists.texts(json, "a line of \"remarks\""));
            case "flaws" -> facts.flaws(Lists.texts(json, "a line of \"flaws\""));
            case "final" -> facts.atEnd(json.flag());
            case "frames" -> frames();
            case "sites" -> sites();
            default -> json.skip();
        }
    }

    private void process() throws IOException {
        long pid = 0;
        String command = "";
        String host = "";
        json.beginObject();
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            switch (key) {
                case "pid" -> pid = json.count();
                case "command" -> command = json.text();
                case "host" -> host = json.text();
                default -> json.skip();
            }
        }
        facts.process(new ProcessInfo(pid, command, host));
    }

    /** The other totals are the sums over the sites. */
    private void totals() throws IOException {
        long live = -1;
        long peak = -1;
        json.beginObject();
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            switch (key) {
                case "liveBytes" -> live = json.count();
                case "peakBytes" -> peak = json.count();
                default -> json.skip();
            }
        }
        json.require(live >= 0 && peak >= 0, "\"totals\" must have \"liveBytes\" and \"peakBytes\"");
        facts.totals(live, peak);
    }

    private void frames() throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            json.elementBeginsObject("a frame");
            FrameReader frame = new FrameReader(json);
            for (String key = json.nextKey(); key != null; key = json.nextKey()) {
                frame.value(key);
            }
            frames.add(frame.frame());
            json.require(frames.size() <= DhatReader.MOST, "there are more than " + DhatReader.MOST + " frames");
        }
    }

    private void sites() throws IOException {
        json.require(seen.contains("frames"), "\"frames\" must come before \"sites\"");
        json.beginArray();
        while (json.hasNext()) {
            json.elementBeginsObject("a site");
            site();
        }
    }

    private void site() throws IOException {
        int site = sites.size();
        boolean hasStack = false;
        int origin = 0;
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            int known = keysOfSites.of(key);
            if (known < 0) {
                json.skip();
            } else if (known == STACK) {
                stack();
                hasStack = true;
            } else if (!hasStack) {
                throw json.wrong("\"stack\" must come first in a site");
            } else if (known >= FIRST_NUMBER) {
                SiteNumber number = NUMBERS[known - FIRST_NUMBER];
                sites.set(number, site, SiteNumbers.value(json, number));
            } else {
                origin |= known == KINDS ? OriginNames.kinds(json) : OriginNames.apis(json);
            }
        }
        json.require(hasStack, "a site has no \"stack\"");
        DhatReader.end(json, sites);
        sites.origin(site, origin);
    }

    private void stack() throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            long place = json.elementCount("a frame of a stack");
            if (place >= frames.size()) {
                throw json.wrong("a stack has frame " + place + ", and \"frames\" has " + frames.size() + " frames");
            }
            sites.frame((int) place);
        }
    }
}
