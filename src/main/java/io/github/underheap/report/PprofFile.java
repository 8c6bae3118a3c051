package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Verdict;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the one message of a pprof file, before it is compressed. Its fields, with their numbers in {@code profile.proto}:
 *
 * <pre>
 *  Profile    sample_type 1, sample 2, mapping 3, location 4, function 5, string_table 6, time_nanos 9, period_type 11,
 *             period 12, comment 13, default_sample_type 14
 *  ValueType  type 1, unit 2
 *  Sample     location_id 1, value 2, label 3
 *  Label      key 1, str 2
 *  Mapping    id 1, filename 5, has_functions 7, has_filenames 8, has_line_numbers 9
 *  Location   id 1, mapping_id 2, line 4
 *  Line       function_id 1, line 2
 *  Function   id 1, name 2, filename 4
 * </pre>
 *
 * <p>Strings are named by their place in the string table, which comes last, so that samples can be written while it grows. A place of 0 is the
 * empty string, and left out.
 *
 * <p>There is no {@code duration_nanos}, as in Go's heap profiles: Parca takes values of a profile that has one for what happened meanwhile, and shows
 * them per second, which what is live has no sense of. Ids count from 1 in the order in which they are written, which Parca demands.
 */
final class PprofFile {

    /** The name of what all frames are in. In brackets: nobody looks for such a file, nor for its symbols. */
    private static final String MAPPING = "[java]";

    private static final long TRUE = 1;

    /** The only one there is. */
    private static final long MAPPING_ID = 1;

    /** Bytes are handed on when there are as many. */
    private static final int ENOUGH = 1 << 15;

    private final Verdicts verdicts;
    private final Profile profile;
    private final OutputStream out;
    private final ShownFrames frames;
    private final PprofStrings strings = new PprofStrings();
    private final ProtoMessage file = new ProtoMessage();
    private final ProtoMessage message = new ProtoMessage();
    private final ProtoMessage inner = new ProtoMessage();

    /** The labels of sites by {@link #labelKey}; a handful. */
    private final Map<Long, ProtoMessage> labels = new HashMap<>();

    PprofFile(Verdicts verdicts, OutputStream out) {
        this.verdicts = verdicts;
        this.profile = verdicts.profile();
        this.out = out;
        this.frames = new ShownFrames(profile);
    }

    /** @param first the value that is shown if nothing else is asked for */
    void write(@Nullable PprofSampleType first) throws IOException {
        List<PprofSampleType> types = PprofSampleType.of(profile);
        for (PprofSampleType type : types) {
            file.message(1, valueType(type));
        }
        writeSamples(types);
        writeFacts();
        if (first != null && types.contains(first)) {
            file.number(14, strings.of(first.type()));
        }
        writeFrames();
        for (String string : strings.all()) {
            file.text(6, string);
            sendIfEnough();
        }
        file.moveTo(out);
    }

    private ProtoMessage valueType(PprofSampleType type) {
        return message.clear().number(1, strings.of(type.type())).number(2, strings.of(type.unit()));
    }

    private void writeSamples(List<PprofSampleType> types) throws IOException {
        PprofSampleType[] values = types.toArray(PprofSampleType[]::new);
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            inner.clear();
            long any = 0;
            for (PprofSampleType type : values) {
                long value = site.get(type.number());
                inner.varint(value);
                any |= value;
            }
            if (any != 0) {
                writeSample(site);
                sendIfEnough();
            }
        }
    }

    /** The values are in the inner message already. */
    private void writeSample(AllocationSite site) {
        message.clear().message(2, inner);
        inner.clear();
        for (int number : site.frameNumbers()) {
            inner.varint(locationId(frames.place(number)));
        }
        message.message(1, inner);
        Verdict verdict = profile.isDifference() ? Verdict.NONE : verdicts.verdict(site);
        message.fields(labels.computeIfAbsent(labelKey(site, verdict), key -> labels(site, verdict)));
        file.message(2, message);
    }

    private static long labelKey(AllocationSite site, Verdict verdict) {
        return (long) verdict.ordinal() << Integer.SIZE | site.origin();
    }

    private ProtoMessage labels(AllocationSite site, Verdict verdict) {
        ProtoMessage all = new ProtoMessage();
        label("api", JsonParts.words(Origin.apis(site.origin()), ","), all);
        label("arena_kind", JsonParts.words(Origin.kinds(site.origin()), ","), all);
        label("verdict", verdict.word(), all);
        return all;
    }

    private void label(String key, String value, ProtoMessage all) {
        if (!value.isEmpty()) {
            all.message(3, new ProtoMessage().number(1, strings.of(key)).number(2, strings.of(value)));
        }
    }

    private void writeFacts() {
        file.number(9, takenNanos());
        // Every block was counted.
        file.message(11, message.clear().number(1, strings.of("space")).number(2, strings.of("bytes")))
                .number(12, 1);
        if (!profile.command().isEmpty()) {
            comment("command: " + profile.command());
        }
        if (!profile.options().isEmpty()) {
            comment("options: " + profile.options());
        }
        if (duration() > 0) {
            comment("recorded for " + Figures.duration((double) duration(), profile));
        }
        profile.remarks().forEach(this::comment);
    }

    /** When the profile was taken, as Go's heap profiles have it; 0 if that is not known. */
    private long takenNanos() {
        long start = TimeUnit.MILLISECONDS.toNanos(Math.max(profile.startEpochMillis(), 0));
        return start == 0 ? 0 : SiteNumber.Sum.ADD.of(start, duration());
    }

    private long duration() {
        return profile.timeUnit().equals(ProfileFacts.MICROS) ? Math.max(profile.durationNanos(), 0) : 0;
    }

    private void comment(String line) {
        // Packed, as readers expect it; one by one is the same to them.
        file.message(13, inner.clear().varint(strings.of(line)));
    }

    private void writeFrames() throws IOException {
        file.message(
                3,
                message.clear()
                        .number(1, MAPPING_ID)
                        .number(5, strings.of(MAPPING))
                        .number(7, TRUE)
                        .number(8, TRUE)
                        .number(9, TRUE));
        Map<Long, Integer> functions = new HashMap<>();
        List<ShownFrame> all = frames.all();
        for (int place = 0; place < all.size(); place++) {
            ShownFrame frame = all.get(place);
            int name = strings.of(frame.name());
            int source = strings.of(frame.file());
            // Both are places in one table.
            int next = functions.size() + 1;
            Integer known = functions.putIfAbsent((long) name << Integer.SIZE | source, next);
            if (known == null) {
                file.message(5, message.clear().number(1, next).number(2, name).number(4, source));
            }
            inner.clear().number(1, known == null ? next : known).number(2, frame.line());
            file.message(
                    4,
                    message.clear()
                            .number(1, locationId(place))
                            .number(2, MAPPING_ID)
                            .message(4, inner));
            sendIfEnough();
        }
    }

    /** Of a frame by its place. Not 0, which means none. */
    private static long locationId(int place) {
        return place + 1L;
    }

    private void sendIfEnough() throws IOException {
        if (file.size() >= ENOUGH) {
            file.moveTo(out);
        }
    }
}
