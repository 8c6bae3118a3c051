package io.github.underheap.read;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.SiteNumber;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the object {@code underheap} of this library's DHAT files: what the format has no place for.
 *
 * <p>Not thread-safe; for one file.
 */
final class DhatExtrasReader {

    private static final int VERSION = 1;
    private static final int MOST_ORIGINS = 1 << 12;

    private final JsonInput json;
    private final DhatContent file;
    private final Extras extras = new Extras();

    /** What the object says. What it leaves out has the values that are given here. */
    static final class Extras {
        String host = "";
        String options = "";
        long start;
        long durationNanos = -1;
        long peakNanos = -1;
        long currentBytes = -1;
        long peakBytes = -1;
        boolean atEnd;
        boolean faulty;
        List<String> remarks = List.of();
        List<String> flaws = List.of();
        List<SiteNumber> unmeasured = List.of();
        /** Bits of {@link io.github.underheap.profile.Origin} … */
        final IntList origins = new IntList();
        /** … and by site, which of them it has. */
        final IntList origin = new IntList();
        /** By place of a frame. */
        final IntList bytecodes = new IntList();
        /** By place: frames whose text does not say all of them. */
        final Map<Integer, Frame> exact = new HashMap<>();
        /** How many sites each of the numbers has that are given by site. */
        final Map<SiteNumber, Integer> columns = new EnumMap<>(SiteNumber.class);
    }

    private DhatExtrasReader(JsonInput json, DhatContent file) {
        this.json = json;
        this.file = file;
    }

    /** Reads the value of the key; its further stacks and frames are added to those of the file. */
    static Extras read(JsonInput json, DhatContent file) throws IOException {
        DhatExtrasReader reader = new DhatExtrasReader(json, file);
        json.beginObject();
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            reader.value(key);
        }
        return reader.extras;
    }

    private void value(String key) throws IOException {
        switch (key) {
            case "version" -> json.requireVersion(json.count(), 0, VERSION);
            case "host" -> extras.host = json.text();
            case "options" -> extras.options = json.text();
            case "start" -> extras.start = json.number();
            case "durationNanos" -> extras.durationNanos = json.count();
            case "peakNanos" -> extras.peakNanos = json.count();
            case "currentBytes" -> extras.currentBytes = json.count();
            case "peakBytes" -> extras.peakBytes = json.count();
            case "faulty" -> extras.faulty = json.flag();
            case "final" -> extras.atEnd = json.flag();
            case "flaws" -> extras.flaws = Lists.texts(json, "a line of \"flaws\"");
            case "remarks" -> extras.remarks = Lists.texts(json, "a line of \"remarks\"");
            case "unmeasured" -> extras.unmeasured = Lists.numbers(json);
            case "fs" -> furtherStacks();
            case "ftbl" -> furtherFrames();
            case "bci" -> indexes(extras.bytecodes, "a number of \"bci\"");
            case "exact" -> exact();
            case "origins" -> origins();
            case "origin" -> indexes(extras.origin, "a number of \"origin\"");
            case "columns" -> columns();
            default -> json.skip();
        }
    }

    private void furtherStacks() throws IOException {
        json.require(file.hasPoints, "\"pps\" must come before \"underheap\"");
        json.beginArray();
        while (json.hasNext()) {
            json.elementBeginsArray("a stack of \"fs\"");
            DhatReader.stack(json, file.sites);
            DhatReader.end(json, file.sites);
        }
    }

    private void furtherFrames() throws IOException {
        json.require(file.hasFrames, "\"ftbl\" must come before \"underheap\"");
        DhatReader.frames(json, file.frames);
    }

    private void indexes(IntList into, String what) throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            long number = json.elementNumber(what);
            if (number != (int) number) {
                throw json.wrong(what + " does not fit into 32 bits");
            }
            into.add((int) number);
            json.require(into.size() <= DhatReader.MOST, "there are more than " + DhatReader.MOST + " of them");
        }
    }

    private void exact() throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            json.elementBeginsObject("an element of \"exact\"");
            FrameReader frame = new FrameReader(json);
            int place = -1;
            for (String key = json.nextKey(); key != null; key = json.nextKey()) {
                if (key.equals("place")) {
                    place = (int) Math.min(json.count(), DhatReader.MOST);
                } else {
                    frame.value(key);
                }
            }
            json.require(
                    place >= 0 && place < file.frames.size(),
                    "\"place\" must be that of one of the " + file.frames.size() + " frames");
            extras.exact.put(place, frame.frame());
        }
    }

    private void origins() throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            json.elementBeginsObject("an element of \"origins\"");
            int bits = 0;
            for (String key = json.nextKey(); key != null; key = json.nextKey()) {
                switch (key) {
                    case "kinds" -> bits |= OriginNames.kinds(json);
                    case "apis" -> bits |= OriginNames.apis(json);
                    default -> json.skip();
                }
            }
            extras.origins.add(bits);
            json.require(
                    extras.origins.size() <= MOST_ORIGINS, "\"origins\" has more than " + MOST_ORIGINS + " elements");
        }
    }

    private void columns() throws IOException {
        json.require(file.hasPoints, "\"pps\" must come before \"underheap\"");
        json.beginObject();
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            @Nullable SiteNumber number = SiteNumbers.of(key);
            if (number == null) {
                json.skip();
                continue;
            }
            // These are exact, and those of the points may not be.
            file.sites.clear(number);
            int site = 0;
            json.beginArray();
            while (json.hasNext()) {
                file.sites.set(number, site, SiteNumbers.element(json, number));
                site++;
                json.require(site <= DhatReader.MOST, "there are more than " + DhatReader.MOST + " numbers of sites");
            }
            extras.columns.put(number, site);
        }
    }
}
