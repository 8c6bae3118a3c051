package io.github.underheap.report;

import io.github.underheap.CallSite;
import io.github.underheap.Frame;
import io.github.underheap.Profile;
import io.github.underheap.ProfileFormat;
import io.github.underheap.memory.RowNumbers;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * DHAT's file format, version 2: opens in {@code dh_view.html} and in the Firefox Profiler.
 *
 * <p>Keys and their order are those of dhat-rs. Frames are written as {@code 0xNUMBER: pkg.Cls.method (File.java:42)}; the number
 * tells apart two calls on one line, as an address does in native programs. Because of it two frames never read the same, and
 * as equal stacks are one site, no stack is written twice, which the viewer would refuse.
 *
 * <p>Numbers above 2^53 - 1, which viewers would round, are written as that; {@link Profile#remarks()} says so.
 *
 * <p>A profile that measures no lifetimes ({@link io.github.underheap.Capture#NONE}) is written with {@code bklt} false: total
 * bytes and blocks only.
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

    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        JsonText json = new JsonText(writer);
        boolean timed = profile.timed();
        writer.write("{\"dhatFileVersion\":2,\n\"mode\":\"java-arena\",\n\"verb\":\"Allocated\",\n");
        writer.write("\"bklt\":" + timed + ",\n\"bkacc\":false,\n");
        writer.write("\"tu\":\"µs\",\n\"Mtu\":\"s\",\n");
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
        FrameTexts frames = new FrameTexts(profile.frameLimit());
        writer.write("\"pps\":[");
        String separator = "\n";
        for (int i = 0; i < profile.siteCount(); i++) {
            CallSite site = profile.site(i);
            if (site.totalBlocks() > 0) {
                writer.write(separator);
                writeSite(site, timed, frames, writer);
                separator = ",\n";
            }
        }
        writer.write("\n],\n\"ftbl\":[\"[root]\"");
        for (int i = 0; i < frames.size(); i++) {
            writer.write(",\n");
            json.string(text(profile.frame(frames.number(i))));
        }
        writer.write("\n]}\n");
        writer.flush();
    }

    private static void writeSite(CallSite site, boolean timed, FrameTexts frames, BufferedWriter writer)
            throws IOException {
        writer.write("{\"tb\":" + Math.min(site.totalBytes(), RowNumbers.MAX_EXACT) + ",\"tbk\":" + site.totalBlocks());
        if (timed) {
            writer.write(",\"tl\":" + site.lifetimeMicros());
            writer.write(",\"mb\":" + site.ownPeakBytes() + ",\"mbk\":" + site.ownPeakBlocks());
            writer.write(",\"gb\":" + site.atPeakBytes() + ",\"gbk\":" + site.atPeakBlocks());
            writer.write(",\"eb\":" + site.liveBytes() + ",\"ebk\":" + site.liveBlocks());
        }
        String separator = ",\"fs\":[";
        for (int number : site.frameNumbers()) {
            writer.write(separator + frames.index(number));
            separator = ",";
        }
        writer.write("]}");
    }

    private static String text(Frame frame) {
        return frame.isSynthetic()
                ? frame.text()
                : "0x" + Integer.toHexString(frame.number() + 1) + ": " + frame.text();
    }

    /** The places of frames in the frame table, in the order in which they were first used; place 0 is the root. */
    private static final class FrameTexts {

        private final int[] indexOf;
        private int[] numbers = new int[256];
        private int size;

        FrameTexts(int frameLimit) {
            indexOf = new int[frameLimit];
        }

        int index(int number) {
            if (indexOf[number] == 0) {
                if (size == numbers.length) {
                    numbers = Arrays.copyOf(numbers, size * 2);
                }
                numbers[size++] = number;
                indexOf[number] = size;
            }
            return indexOf[number];
        }

        int size() {
            return size;
        }

        int number(int place) {
            return numbers[place];
        }
    }
}
