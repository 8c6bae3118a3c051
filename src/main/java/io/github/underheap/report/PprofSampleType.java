package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Metric;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a sample in a pprof file: those that Go's heap profiles have, under the same names, and what was live at the peak. */
enum PprofSampleType {
    ALLOC_OBJECTS("alloc_objects", "count", SiteNumber.TOTAL_BLOCKS),
    ALLOC_SPACE("alloc_space", "bytes", SiteNumber.TOTAL_BYTES),
    INUSE_OBJECTS("inuse_objects", "count", SiteNumber.LIVE_BLOCKS),
    INUSE_SPACE("inuse_space", "bytes", SiteNumber.LIVE_BYTES),
    PEAK_SPACE("peak_space", "bytes", SiteNumber.PEAK_BYTES);

    private final String type;
    private final String unit;
    private final SiteNumber number;

    PprofSampleType(String type, String unit, SiteNumber number) {
        this.type = type;
        this.unit = unit;
        this.number = number;
    }

    String type() {
        return type;
    }

    String unit() {
        return unit;
    }

    /** The number of a site that it is. */
    SiteNumber number() {
        return number;
    }

    /** Those that a profile measures: what is 0 because nobody measured it is not written. */
    static List<PprofSampleType> of(Profile profile) {
        return Arrays.stream(values())
                .filter(type -> profile.measures(type.number))
                .toList();
    }

    /** The one that has a metric; null if none has, which is so with leaked bytes. */
    static @Nullable PprofSampleType of(Metric metric) {
        return switch (metric) {
            case PEAK -> PEAK_SPACE;
            case LIVE -> INUSE_SPACE;
            case LEAKED -> null;
            case TOTAL -> ALLOC_SPACE;
            case BLOCKS -> ALLOC_OBJECTS;
        };
    }
}
