package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

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

    private static final SiteNumber[] NUMBERS = SiteNumber.values();

    /** What is before a number of a site, by its ordinal. */
    private static final byte[][] KEYS = Arrays.stream(NUMBERS)
            .map(number -> Utf8Writer.encoded(",\"" + number.key() + "\":"))
            .toArray(byte[][]::new);

    /** For the service loader. */
    public JsonFormat() {}

    @Override
    public String name() {
        return "json";
    }

    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        Utf8Writer writer = new Utf8Writer(out);
        writer.write("{\"" + FORMAT_KEY + "\":" + VERSION);
        writer.write(",\n\"difference\":" + profile.isDifference());
        new JsonParts(writer).facts(profile);
        writer.write(",\n\"frames\":[");
        writeFrames(profile, new JsonText(writer), writer);
        writer.write("],\n\"sites\":[");
        OriginTexts origins = new OriginTexts(JsonFormat::origin);
        for (int i = 0; i < profile.siteCount(); i++) {
            writer.write(i == 0 ? "\n" : ",\n");
            writeSite(profile.site(i), origins, writer);
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

    private static void writeFrames(Profile profile, JsonText json, Writer out) throws IOException {
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

    private static void writeSite(AllocationSite site, OriginTexts origins, Utf8Writer out) throws IOException {
        out.write("{\"stack\":[");
        int[] stack = site.frameNumbers();
        for (int i = 0; i < stack.length; i++) {
            if (i > 0) {
                out.ascii(',');
            }
            out.number(stack[i]);
        }
        out.ascii(']');
        out.bytes(origins.of(site.origin()));
        for (int i = 0; i < NUMBERS.length; i++) {
            long value = site.get(NUMBERS[i]);
            if (value != 0) {
                out.bytes(KEYS[i]);
                out.number(value);
            }
        }
        out.ascii('}');
    }

    private static String origin(int bits) {
        return names(",\"kinds\":[", Origin.kinds(bits)) + names(",\"apis\":[", Origin.apis(bits));
    }

    private static String names(String head, Set<? extends Enum<?>> names) {
        return names.isEmpty()
                ? ""
                : names.stream().map(name -> '"' + name.name() + '"').collect(Collectors.joining(",", head, "]"));
    }
}
