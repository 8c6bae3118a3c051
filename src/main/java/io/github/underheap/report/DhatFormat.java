package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import java.io.IOException;
import java.io.OutputStream;

/**
 * DHAT's file format, version 2: opens in {@code dh_view.html} and in the Firefox Profiler.
 *
 * <p>Keys and their order are those of dhat-rs. Frames are written as {@code 0xNUMBER: pkg.Cls.method (File.java:42)}; the number
 * tells apart two calls on one line, as an address does in native programs. Because of it two frames never read the same, and
 * as equal stacks are one site, no stack is written twice, which the viewer would refuse.
 *
 * <p>Numbers above 2^53 - 1, which viewers would round, are written as that, and a remark says so.
 *
 * <p>A profile that measures no lifetimes ({@link Profile#timed()}) is written with {@code bklt} false: total bytes and
 * blocks only.
 *
 * <p>What DHAT has no place for follows in one object {@code underheap}, see {@link DhatExtras}; viewers ignore it.
 *
 * <p>Sites are written one after another; what is held on the heap is an index of four bytes per frame.
 */
public final class DhatFormat implements ProfileFormat {

    /** A block that lives for at most this long is short-lived in the viewer; as in dhat-rs. */
    private static final int SHORT_LIVED_MICROS = 10;

    private static final int NANOS_PER_MICRO = 1_000;

    /** For the service loader. */
    public DhatFormat() {}

    @Override
    public String name() {
        return "dhat";
    }

    /**
     * Writes a profile.
     *
     * @throws IllegalArgumentException if it is a difference: there is nothing in the format for what was not allocated
     */
    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        if (profile.isDifference()) {
            throw new IllegalArgumentException("the difference of two profiles cannot be written as a DHAT file");
        }
        Utf8Writer writer = new Utf8Writer(out);
        JsonText json = new JsonText(writer);
        writeHead(profile, json, writer);
        FrameTable frames = new FrameTable(profile);
        writer.write("\"pps\":[");
        String separator = "\n";
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            if (isPoint(site)) {
                writer.write(separator);
                writePoint(site, profile.timed(), frames, writer);
                separator = ",\n";
            }
        }
        writer.write("\n],\n\"ftbl\":[\"[root]\"");
        frames.writeTexts(0, false, json, writer);
        writer.write("\n],\n\"underheap\":");
        new DhatExtras(profile, frames, json, writer).write();
        writer.write("}\n");
        writer.flush();
    }

    /** Whether a site is a program point of the file: the others have no blocks. */
    static boolean isPoint(AllocationSite site) {
        return site.totalBlocks() > 0;
    }

    /** Whether the points of a file have this number, if it is not above the limit. */
    static boolean hasPlaceFor(SiteNumber number, boolean timed) {
        return switch (number) {
            case TOTAL_BYTES, TOTAL_BLOCKS -> true;
            case LIVE_BYTES, LIVE_BLOCKS, PEAK_BYTES, PEAK_BLOCKS, OWN_PEAK_BYTES, OWN_PEAK_BLOCKS -> timed;
            case LIFETIME_LOW, LIFETIME_HIGH -> timed;
            default -> false;
        };
    }

    private static void writeHead(Profile profile, JsonText json, Utf8Writer writer) throws IOException {
        boolean timed = profile.timed();
        writer.write("{\"dhatFileVersion\":2,\n\"mode\":\"java-arena\",\n\"verb\":\"Allocated\",\n");
        writer.write("\"bklt\":" + timed + ",\n\"bkacc\":false,\n");
        writer.write("\"tu\":");
        json.string(profile.timeUnit());
        writer.write(",\n\"Mtu\":");
        json.string(profile.timeUnit().equals(ProfileFacts.MICROS) ? "s" : "M" + profile.timeUnit());
        writer.write(",\n");
        if (timed) {
            writer.write("\"tuth\":" + SHORT_LIVED_MICROS + ",\n");
        }
        writer.write("\"cmd\":");
        json.string(profile.command());
        writer.write(",\n\"pid\":" + profile.pid() + ",\n");
        if (timed) {
            writer.write("\"tg\":" + profile.peakNanos() / NANOS_PER_MICRO + ",\n");
        }
        // At least 1: the viewer divides by it.
        writer.write("\"te\":" + Math.max(profile.durationNanos() / NANOS_PER_MICRO, 1) + ",\n");
    }

    private static void writePoint(AllocationSite site, boolean timed, FrameTable frames, Utf8Writer writer)
            throws IOException {
        number("{\"tb\":", site.totalBytes(), writer);
        number(",\"tbk\":", site.totalBlocks(), writer);
        if (timed) {
            number(",\"tl\":", site.lifetimeMicros(), writer);
            number(",\"mb\":", site.ownPeakBytes(), writer);
            number(",\"mbk\":", site.ownPeakBlocks(), writer);
            number(",\"gb\":", site.atPeakBytes(), writer);
            number(",\"gbk\":", site.atPeakBlocks(), writer);
            number(",\"eb\":", site.liveBytes(), writer);
            number(",\"ebk\":", site.liveBlocks(), writer);
        }
        writer.write(",\"fs\":");
        frames.writeStack(site.frameNumbers(), writer);
        writer.write("}");
    }

    private static void number(String key, long value, Utf8Writer writer) throws IOException {
        writer.write(key);
        writer.number(ExactNumbers.limited(value));
    }
}
