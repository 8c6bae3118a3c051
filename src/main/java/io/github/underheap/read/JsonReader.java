package io.github.underheap.read;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.JsonFormat;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads this library's own JSON ({@link JsonFormat}). Keys that are not known are passed over, so that later versions can add some.
 *
 * <p>Not thread-safe; for one file.
 */
final class JsonReader {

    /** The first key of a file. */
    static final String FORMAT_KEY = JsonFormat.FORMAT_KEY;

    private static final int NATIVE_LINE = -2;
    private static final int MOST = 1 << 24;
    private static final int MOST_REMARKS = 1_000;

    private static final Map<String, SiteNumber> NUMBERS = numbers();

    private final JsonInput json;
    private final Profile.Builder builder = Profile.builder();
    private final ProfileFacts.Builder facts = ProfileFacts.builder();
    private final IntList frames = new IntList();
    private int sites;

    JsonReader(JsonInput json) {
        this.json = json;
    }

    private static Map<String, SiteNumber> numbers() {
        Map<String, SiteNumber> numbers = new HashMap<>();
        for (SiteNumber number : SiteNumber.values()) {
            numbers.put(number.key(), number);
        }
        return Map.copyOf(numbers);
    }

    /** Reads on after the first key. */
    Profile read() throws IOException {
        long version = json.count("\"" + FORMAT_KEY + "\"");
        json.require(
                version >= 1 && version <= JsonFormat.VERSION,
                "version " + version + " of underheap's JSON is not known; this underheap reads 1"
                        + (version > JsonFormat.VERSION ? "; update it" : ""));
        Set<String> seen = new HashSet<>();
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            seen.add(key);
            value(key);
        }
        for (String key : new String[] {"timed", "durationNanos", "frames", "sites"}) {
            json.require(seen.contains(key), "\"" + key + "\" is missing");
        }
        return builder.facts(facts.build()).build();
    }

    private void value(String key) throws IOException {
        switch (key) {
            case "difference" ->
                json.require(!json.flag("\"difference\""), "this is the difference of two profiles, and no profile");
            case "process" -> process();
            case "startEpochMillis" -> facts.startEpochMillis(json.number("\"startEpochMillis\""));
            case "durationNanos" -> facts.durationNanos(json.count("\"durationNanos\""));
            case "peakNanos" -> facts.peakNanos(json.count("\"peakNanos\""));
            case "timed" -> facts.timed(json.flag("\"timed\""));
            case "options" -> facts.options(json.text("\"options\""));
            case "totals" -> totals();
            case "remarks" -> remarks();
            case "frames" -> frames();
            case "sites" -> sites();
            default -> json.skip();
        }
    }

    private void process() throws IOException {
        long pid = 0;
        String command = "";
        String host = "";
        json.beginObject("\"process\"");
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            switch (key) {
                case "pid" -> pid = json.count("\"pid\"");
                case "command" -> command = json.text("\"command\"");
                case "host" -> host = json.text("\"host\"");
                default -> json.skip();
            }
        }
        facts.process(new ProcessInfo(pid, command, host));
    }

    /** The other totals are the sums over the sites. */
    private void totals() throws IOException {
        long live = -1;
        long peak = -1;
        json.beginObject("\"totals\"");
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            switch (key) {
                case "liveBytes" -> live = json.count("\"liveBytes\"");
                case "peakBytes" -> peak = json.count("\"peakBytes\"");
                default -> json.skip();
            }
        }
        json.require(live >= 0 && peak >= 0, "\"totals\" must have \"liveBytes\" and \"peakBytes\"");
        facts.totals(live, peak);
    }

    private void remarks() throws IOException {
        json.beginArray("\"remarks\"");
        for (int i = 0; json.hasNext(); i++) {
            json.require(i < MOST_REMARKS, "\"remarks\" has more than " + MOST_REMARKS + " lines");
            facts.remark(json.element("a remark"));
        }
    }

    private void frames() throws IOException {
        json.beginArray("\"frames\"");
        while (json.hasNext()) {
            json.elementBeginsObject("a frame");
            json.require(frames.size() < MOST, "there are more than " + MOST + " frames");
            frames.add(builder.frame(frame()));
        }
    }

    private Frame frame() throws IOException {
        String text = null;
        String type = null;
        String method = null;
        String file = null;
        long line = 0;
        long bytecode = -1;
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            switch (key) {
                case "text" -> text = json.text("\"text\"");
                case "class" -> type = json.text("\"class\"");
                case "method" -> method = json.text("\"method\"");
                case "file" -> file = json.text("\"file\"");
                case "line" -> line = json.count("\"line\"");
                case "native" -> line = json.flag("\"native\"") ? NATIVE_LINE : line;
                case "bci" -> bytecode = json.count("\"bci\"");
                default -> json.skip();
            }
        }
        json.require(
                line <= Integer.MAX_VALUE && bytecode <= Integer.MAX_VALUE,
                "\"line\" and \"bci\" must fit into 31 bits");
        json.require(
                text != null || (type != null && method != null),
                "a frame must have \"class\" and \"method\", or \"text\"");
        return made(text, type, method, file, (int) line, (int) bytecode);
    }

    @SuppressWarnings("NullAway") // either the text is there, or class and method
    private static Frame made(
            @Nullable String text,
            @Nullable String type,
            @Nullable String method,
            @Nullable String file,
            int line,
            int bytecode) {
        return text != null ? Frame.synthetic(text) : Frame.of(type, method, file, line, bytecode);
    }

    private void sites() throws IOException {
        json.beginArray("\"sites\"");
        while (json.hasNext()) {
            json.elementBeginsObject("a site");
            json.require(sites < MOST, "there are more than " + MOST + " sites");
            site();
            sites++;
        }
    }

    private void site() throws IOException {
        int site = -1;
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            SiteNumber number = NUMBERS.get(key);
            if (key.equals("stack")) {
                site = builder.site(stack());
            } else if (number != null) {
                json.require(site >= 0, "\"stack\" must come first in a site");
                builder.add(site, number, signed(number) ? json.number(key) : json.count("\"" + key + "\""));
            } else if (key.equals("kinds") || key.equals("apis")) {
                json.require(site >= 0, "\"stack\" must come first in a site");
                builder.origin(site, OriginNames.read(json, key));
            } else {
                json.skip();
            }
        }
        json.require(site >= 0, "a site has no \"stack\"");
    }

    /** Lifetimes are words of 128 bits; clocks of processors may differ a little. */
    private static boolean signed(SiteNumber number) {
        return number == SiteNumber.LIFETIME_LOW || number == SiteNumber.LIFETIME_HIGH;
    }

    private int[] stack() throws IOException {
        IntList stack = new IntList();
        json.beginArray("\"stack\"");
        while (json.hasNext()) {
            json.require(stack.size() < MOST, "a stack has more than " + MOST + " frames");
            stack.add(frames.get(json.elementIndex("a frame of a stack", frames.size())));
        }
        return stack.copyOf(0, stack.size());
    }
}
