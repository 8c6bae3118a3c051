package io.github.underheap.read;

import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.JsonFormat;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads this library's own JSON ({@link JsonFormat}). Keys that are not known are passed over, so that later versions can add some.
 *
 * <p>Not thread-safe; for one file.
 */
final class JsonReader {

    /** The first key of a file. */
    static final String FORMAT_KEY = JsonFormat.FORMAT_KEY;

    private static final String[] NEEDED = {"timed", "durationNanos", "frames", "sites"};

    private final JsonInput json;
    private final Profile.Builder builder = Profile.builder();
    private final ProfileFacts.Builder facts = ProfileFacts.builder();
    private final Set<String> seen = new HashSet<>();
    private final IntList frames = new IntList();
    private final IntList stack = new IntList();
    private int sites;
    private long places;

    JsonReader(JsonInput json) {
        this.json = json;
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
        return builder.facts(facts.build()).build();
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
            frames.add(builder.frame(frame.frame()));
            json.require(frames.size() <= DhatReader.MOST, "there are more than " + DhatReader.MOST + " frames");
        }
    }

    private void sites() throws IOException {
        json.require(seen.contains("frames"), "\"frames\" must come before \"sites\"");
        json.beginArray();
        while (json.hasNext()) {
            json.elementBeginsObject("a site");
            site();
            sites++;
            json.require(sites <= DhatReader.MOST, "there are more than " + DhatReader.MOST + " sites");
        }
    }

    private void site() throws IOException {
        int site = -1;
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            if (key.equals("stack")) {
                site = builder.site(stack());
                continue;
            }
            SiteNumber number = SiteNumbers.of(key);
            boolean isKnown = number != null || key.equals("kinds") || key.equals("apis");
            if (isKnown && site < 0) {
                throw json.wrong("\"stack\" must come first in a site");
            }
            if (number != null) {
                builder.add(site, number, SiteNumbers.value(json, number));
            } else if (isKnown) {
                builder.origin(site, key.equals("kinds") ? OriginNames.kinds(json) : OriginNames.apis(json));
            } else {
                json.skip();
            }
        }
        json.require(site >= 0, "a site has no \"stack\"");
    }

    private int[] stack() throws IOException {
        stack.clear();
        json.beginArray();
        while (json.hasNext()) {
            long place = json.elementCount("a frame of a stack");
            if (place >= frames.size()) {
                throw json.wrong("a stack has frame " + place + ", and \"frames\" has " + frames.size() + " frames");
            }
            stack.add(frames.get((int) place));
        }
        places += stack.size();
        json.require(
                places <= DhatReader.MOST_PLACES, "the stacks have more than " + DhatReader.MOST_PLACES + " frames");
        return stack.copyOf(0, stack.size());
    }
}
