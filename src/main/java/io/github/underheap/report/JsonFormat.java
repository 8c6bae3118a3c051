package io.github.underheap.report;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * This library's own JSON: all that a profile has, exactly, so that it can be had back. Its schema is part of the documentation and has a version.
 *
 * <p>The first key is {@code underheapProfile}, with the version. Frames come before the sites, which name them by place. Of a site's numbers those that
 * are 0 are left out.
 */
public final class JsonFormat implements ProfileFormat {

    /** The first key of a file. */
    public static final String FORMAT_KEY = "underheapProfile";

    /** Of the schema. A reader refuses a higher one. */
    public static final int VERSION = 1;

    /** For the service loader. */
    public JsonFormat() {}

    @Override
    public String name() {
        return "json";
    }

    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        JsonText json = new JsonText(writer);
        writer.write("{\"" + FORMAT_KEY + "\":" + VERSION);
        writer.write(",\n\"difference\":" + profile.isDifference());
        writer.write(",\n\"process\":{\"pid\":" + profile.pid() + ",\"command\":");
        json.string(profile.command());
        writer.write(",\"host\":");
        json.string(profile.process().host());
        writer.write("},\n\"startEpochMillis\":" + profile.startEpochMillis());
        writer.write(",\n\"durationNanos\":" + profile.durationNanos());
        writer.write(",\n\"peakNanos\":" + profile.peakNanos());
        writer.write(",\n\"timed\":" + profile.timed());
        writer.write(",\n\"options\":");
        json.string(profile.options());
        writeTotals(profile.stats(), writer);
        writer.write(",\n\"remarks\":[");
        String separator = "\n";
        for (String remark : profile.remarks()) {
            writer.write(separator);
            json.string(remark);
            separator = ",\n";
        }
        writer.write("],\n\"frames\":[");
        writeFrames(profile, json, writer);
        writer.write("],\n\"sites\":[");
        separator = "\n";
        for (int i = 0; i < profile.siteCount(); i++) {
            writer.write(separator);
            writeSite(profile.site(i), writer);
            separator = ",\n";
        }
        writer.write("]}\n");
        writer.flush();
    }

    private static void writeTotals(AllocStats stats, BufferedWriter out) throws IOException {
        out.write(",\n\"totals\":{\"totalBytes\":" + stats.totalBytes() + ",\"totalBlocks\":" + stats.allocCount());
        out.write(",\"liveBytes\":" + stats.currentBytes() + ",\"liveBlocks\":" + stats.currentBlocks());
        out.write(",\"peakBytes\":" + stats.peakBytes() + ",\"peakBlocks\":" + stats.peakBlocks() + "}");
    }

    private static void writeFrames(Profile profile, JsonText json, BufferedWriter out) throws IOException {
        String separator = "\n";
        for (int number = 0; number < profile.frameLimit(); number++) {
            out.write(separator);
            separator = ",\n";
            Frame frame = profile.frame(number);
            if (frame.isSynthetic()) {
                out.write("{\"text\":");
                json.string(frame.text());
            } else {
                out.write("{\"class\":");
                json.string(frame.className());
                out.write(",\"method\":");
                json.string(frame.methodName());
                String file = frame.fileName();
                if (file != null) {
                    out.write(",\"file\":");
                    json.string(file);
                }
                if (frame.isNative()) {
                    out.write(",\"native\":true");
                } else if (frame.lineNumber() > 0) {
                    out.write(",\"line\":" + frame.lineNumber());
                }
                if (frame.bytecodeIndex() >= 0) {
                    out.write(",\"bci\":" + frame.bytecodeIndex());
                }
            }
            out.write("}");
        }
    }

    private static void writeSite(AllocationSite site, BufferedWriter out) throws IOException {
        String separator = "{\"stack\":[";
        for (int number : site.frameNumbers()) {
            out.write(separator + number);
            separator = ",";
        }
        out.write("]");
        writeNames(",\"kinds\":[", site.arenaKinds(), out);
        writeNames(",\"apis\":[", site.apis(), out);
        for (SiteNumber number : SiteNumber.values()) {
            long value = site.get(number);
            if (value != 0) {
                out.write(",\"" + number.key() + "\":" + value);
            }
        }
        out.write("}");
    }

    private static void writeNames(String head, Set<? extends Enum<?>> names, BufferedWriter out) throws IOException {
        if (!names.isEmpty()) {
            String separator = head;
            for (Enum<?> name : names) {
                out.write(separator + "\"" + name.name() + "\"");
                separator = ",";
            }
            out.write("]");
        }
    }
}
