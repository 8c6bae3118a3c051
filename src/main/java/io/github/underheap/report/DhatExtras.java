package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes what DHAT has no place for: the object {@code underheap} of a file, so that the profile can be read back from the file.
 *
 * <pre>
 *  version          1
 *  host, start      name of the machine; when the recording began, in ms since 1970
 *  options          in force, as text
 *  durationNanos, peakNanos, currentBytes, peakBytes
 *                   t-end and t-gmax, which the file has in µs, and the totals, which it has as sums only
 *  final            true if the profile was taken at the end of a process or of a window
 *  remarks          what a reader has to know, a line each
 *  limited          which numbers of the points are above 2^53 - 1, in words; a reader of the columns below has them exactly
 *  flaws            those remarks that say that something was lost or came out wrong
 *  fs, ftbl         stacks of the sites that are no points of the file because they have no blocks, and the frames that only they
 *                   have: places go on where those of the file's frame table end
 *  bci              the bytecode index of each frame by place, -1 where there is none
 *  exact            by place, frames whose text does not say all of them, as in {@link JsonFormat}: such as names with what is not seen
 *  unmeasured       numbers that were not measured; faulty: true if faults broke bookings off
 *  origins, origin  the kinds of arena and APIs that go together, and which of them a site has
 *  columns          numbers by site, named as in {@link SiteNumber}: those that points have no place for and that are not all 0,
 *                   those of which one is above 2^53 - 1, and those that a site has which is no point
 * </pre>
 *
 * <p>Values by site are in the order of {@code pps} and then of {@code fs}. What is empty is left out.
 */
final class DhatExtras {

    private static final int VERSION = 1;

    private final Profile profile;
    private final FrameTable frames;
    private final JsonText json;
    private final Utf8Writer out;
    /** Whether there are sites that are no points of the file. */
    private boolean hasOthers;

    /** @param frames as the file's own frame table has them */
    DhatExtras(Profile profile, FrameTable frames, JsonText json, Utf8Writer out) {
        this.profile = profile;
        this.frames = frames;
        this.json = json;
        this.out = out;
    }

    void write() throws IOException {
        out.write("{\"version\":" + VERSION + ",\n\"host\":");
        json.string(profile.process().host());
        out.write(",\n\"start\":" + profile.startEpochMillis() + ",\n\"options\":");
        json.string(profile.options());
        out.write(",\n\"durationNanos\":" + profile.durationNanos() + ",\n\"peakNanos\":" + profile.peakNanos());
        out.write(",\n\"currentBytes\":" + profile.stats().currentBytes());
        out.write(",\n\"peakBytes\":" + profile.stats().peakBytes());
        if (profile.isFaulty()) {
            out.write(",\n\"faulty\":true");
        }
        JsonFormat.writeUnmeasured(profile, out);
        if (profile.isFinal()) {
            out.write(",\n\"final\":true");
        }
        writeLines("remarks", profile.remarks());
        writeLines("limited", ExactNumbers.limits(profile));
        writeLines("flaws", profile.flaws());
        writeFurtherStacks();
        out.write(",\n\"bci\":[");
        frames.writeBytecodeIndexes(out);
        out.write("]");
        frames.writeExactly(json, out);
        writeOrigins();
        writeColumns();
        out.write("}");
    }

    private void writeLines(String key, List<String> lines) throws IOException {
        if (!lines.isEmpty()) {
            out.write(",\n\"" + key + "\":");
            json.lines(lines);
        }
    }

    private void writeFurtherStacks() throws IOException {
        int known = frames.size();
        String separator = ",\n\"fs\":[\n";
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            if (!DhatFormat.isPoint(site)) {
                out.write(separator);
                frames.writeStack(site.frameNumbers(), out);
                separator = ",";
                hasOthers = true;
            }
        }
        end(separator, ",", "]");
        if (frames.size() > known) {
            out.write(",\n\"ftbl\":[");
            frames.writeTexts(known, true, json, out);
            out.write("]");
        }
    }

    private void writeOrigins() throws IOException {
        // A handful: few sites differ in where their blocks came from, and least of all from the one before.
        List<Integer> known = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < profile.siteCount(); i++) {
            int bits = profile.site(i).origin();
            if ((i == 0 || bits != before) && !known.contains(bits)) {
                known.add(bits);
            }
            before = bits;
        }
        if (known.isEmpty() || known.equals(List.of(0))) {
            return;
        }
        String separator = ",\n\"origins\":[\n";
        for (int bits : known) {
            out.write(separator + "{\"kinds\":" + names(Origin.kinds(bits)) + ",\"apis\":" + names(Origin.apis(bits))
                    + "}");
            separator = ",\n";
        }
        out.write("]");
        writeBySite("origin", site -> known.indexOf(site.origin()), ",\n");
    }

    private void writeColumns() throws IOException {
        boolean needsLifetimes = needsLifetimes();
        String separator = ",\n\"columns\":{";
        for (SiteNumber number : SiteNumber.values()) {
            boolean isLifetime = number == SiteNumber.LIFETIME_LOW || number == SiteNumber.LIFETIME_HIGH;
            if (isLifetime ? needsLifetimes : isWorthAColumn(number)) {
                writeBySite(number.key(), site -> site.get(number), separator);
                separator = ",\n";
            }
        }
        end(separator, ",\n", "}");
    }

    private boolean isWorthAColumn(SiteNumber number) {
        if (number == SiteNumber.LAST_BIRTH || profile.sum(number) == 0) {
            // The last birth serves only to find t-gmax, which the file has.
            return false;
        }
        if (!DhatFormat.hasPlaceFor(number, profile.timed())) {
            return true;
        }
        if (!hasOthers && profile.sum(number) <= ExactNumbers.MAX) {
            return false;
        }
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            long value = site.get(number);
            if (value > ExactNumbers.MAX || (value != 0 && !DhatFormat.isPoint(site))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the file has no exact place for a lifetime: then both of its words are written. */
    private boolean needsLifetimes() {
        boolean hasPlace = DhatFormat.hasPlaceFor(SiteNumber.LIFETIME_LOW, profile.timed());
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            // Their sums can be 0 though none of them is.
            boolean isThere = (site.get(SiteNumber.LIFETIME_LOW) | site.get(SiteNumber.LIFETIME_HIGH)) != 0;
            if (isThere && (site.lifetimeSaturated() || !hasPlace || !DhatFormat.isPoint(site))) {
                return true;
            }
        }
        return false;
    }

    /** A value of a site. */
    private interface Value {
        long of(AllocationSite site);
    }

    private void writeBySite(String key, Value value, String separator) throws IOException {
        out.write(separator + "\"" + key + "\":[");
        String comma = "";
        for (boolean arePoints : hasOthers ? List.of(true, false) : List.of(true)) {
            for (int i = 0; i < profile.siteCount(); i++) {
                AllocationSite site = profile.site(i);
                if (!hasOthers || DhatFormat.isPoint(site) == arePoints) {
                    out.write(comma);
                    out.number(value.of(site));
                    comma = ",";
                }
            }
        }
        out.write("]");
    }

    /** Ends a list if anything was written of it: the separator is then that between its elements. */
    private void end(String separator, String between, String bracket) throws IOException {
        if (separator.equals(between)) {
            out.write(bracket);
        }
    }

    private static String names(Set<? extends Enum<?>> values) {
        StringBuilder names = new StringBuilder("[");
        for (Enum<?> value : values) {
            names.append(names.length() > 1 ? ",\"" : "\"").append(value.name()).append('"');
        }
        return names.append(']').toString();
    }
}
