package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * DHAT's file format, version 2, for events of a program's own: its blocks are events, and its bytes the weights of them. Keys and their order
 * are those of dhat-rs, and each point has the whole stack of its events.
 *
 * <p>Units above 2^53 - 1, which viewers would round, are written as that. An object {@code underheap} follows then, which viewers ignore: in
 * {@code limited} it says so, and {@code columns.totalBytes} has the units of each point in full. It is there too if there are remarks.
 *
 * <p>As nothing there is memory, readers of profiles refuse such a file; DHAT's viewer shows it.
 */
public final class AdHocFormat implements ProfileFormat {

    /** The name of the format. */
    public static final String NAME = "dhat-ad-hoc";

    private static final int NANOS_PER_MICRO = 1_000;

    private static final String HEAD = """
            {"dhatFileVersion":2,
            "mode":"java-ad-hoc",
            "verb":"Allocated",
            "bklt":false,
            "bkacc":false,
            "bu":"unit",
            "bsu":"units",
            "bksu":"events",
            "tu":"µs",
            "Mtu":"s",
            "cmd":""";

    AdHocFormat() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        Utf8Writer writer = new Utf8Writer(out);
        JsonText json = new JsonText(writer);
        writer.write(HEAD);
        json.string(profile.command());
        // At least 1: the viewer divides by it.
        writer.write(",\n\"pid\":" + profile.pid() + ",\n\"te\":"
                + Math.max(profile.durationNanos() / NANOS_PER_MICRO, 1) + ",\n\"pps\":[");
        FrameTable frames = new FrameTable(profile);
        String separator = "\n";
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            if (DhatFormat.isPoint(site)) {
                writer.write(separator + "{\"tb\":");
                writer.number(ExactNumbers.limited(site.totalBytes()));
                writer.write(",\"tbk\":");
                writer.number(ExactNumbers.limited(site.totalBlocks()));
                writer.write(",\"fs\":");
                frames.writeStack(site.frameNumbers(), writer);
                writer.write("}");
                separator = ",\n";
            }
        }
        writer.write("\n],\n\"ftbl\":[\"[root]\"");
        frames.writeTexts(0, false, json, writer);
        writer.write("\n]");
        writeExtras(profile, json, writer);
        writer.write("}\n");
        writer.flush();
    }

    private static void writeExtras(Profile profile, JsonText json, Utf8Writer writer) throws IOException {
        List<String> limits = ExactNumbers.limitsOfUnits(profile);
        String separator = ",\n\"underheap\":{";
        if (!profile.remarks().isEmpty()) {
            writer.write(separator + "\"remarks\":");
            json.lines(profile.remarks());
            separator = ",\n";
        }
        if (!limits.isEmpty()) {
            writer.write(separator + "\"limited\":");
            json.lines(limits);
            String comma = ",\n\"columns\":{\"totalBytes\":[";
            for (int i = 0; i < profile.siteCount(); i++) {
                AllocationSite site = profile.site(i);
                if (DhatFormat.isPoint(site)) {
                    writer.write(comma);
                    writer.number(site.totalBytes());
                    comma = ",";
                }
            }
            writer.write("]}");
        }
        if (!limits.isEmpty() || !profile.remarks().isEmpty()) {
            writer.write("}");
        }
    }
}
