package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * This library's own JSON: all that a profile has, exactly, so that it can be read back. Its schema is part of the documentation and has a
 * version.
 *
 * <p>The first key is {@code underheapProfile}, with the version of the schema. Frames come before the sites, whose stacks name
 * them by their place in that list, from 0. Numbers of a site that are 0 are left out.
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
        writer.write("{\"" + FORMAT_KEY + "\":" + VERSION);
        writer.write(",\n\"difference\":" + profile.isDifference());
        new JsonParts(writer).facts(profile);
        writer.write(",\n\"frames\":[");
        writeFrames(profile, new JsonText(writer), writer);
        writer.write("],\n\"sites\":[");
        String separator = "\n";
        for (int i = 0; i < profile.siteCount(); i++) {
            writer.write(separator);
            writeSite(profile.site(i), writer);
            separator = ",\n";
        }
        writer.write("]}\n");
        writer.flush();
    }

    /** Writes the names of the numbers that were not measured, if there are any: a member, a comma before it. */
    static void writeUnmeasured(Profile profile, Writer out) throws IOException {
        String separator = ",\n\"unmeasured\":[\"";
        for (SiteNumber number : SiteNumber.values()) {
            if (!profile.measures(number)) {
                out.write(separator + number.key() + "\"");
                separator = ",\"";
            }
        }
        if (separator.length() == 2) {
            out.write("]");
        }
    }

    private static void writeFrames(Profile profile, JsonText json, BufferedWriter out) throws IOException {
        String separator = "\n";
        for (int number = 0; number < profile.frameLimit(); number++) {
            out.write(separator + "{");
            separator = ",\n";
            writeFrame(profile.frame(number), json, out);
            out.write("}");
        }
    }

    /** Writes the keys of a frame. */
    static void writeFrame(Frame frame, JsonText json, Writer out) throws IOException {
        if (frame.isSynthetic()) {
            out.write("\"text\":");
            json.string(frame.text());
            return;
        }
        out.write("\"class\":");
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
