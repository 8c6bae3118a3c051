package io.github.underheap.report;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;

/** The places of frames in a file's frame table, in the order in which they were first used; place 0 is the root. */
final class FrameTable {

    private final Profile profile;
    private final int[] placeOf;
    private int[] numbers = new int[256];
    private int size;

    FrameTable(Profile profile) {
        this.profile = profile;
        placeOf = new int[profile.frameLimit()];
    }

    /** Writes a stack as an array of places. */
    void writeStack(int[] stack, Utf8Writer out) throws IOException {
        out.ascii('[');
        for (int i = 0; i < stack.length; i++) {
            if (i > 0) {
                out.ascii(',');
            }
            out.number(place(stack[i]));
        }
        out.ascii(']');
    }

    /** How many frames have a place, without the root. */
    int size() {
        return size;
    }

    /**
     * Writes texts of frames, each on a line of its own, a comma before each but the first.
     *
     * @param from how many frames are left out
     */
    void writeTexts(int from, boolean isFirst, JsonText json, Writer out) throws IOException {
        for (int i = from; i < size; i++) {
            out.write(isFirst && i == from ? "\n" : ",\n");
            json.string(text(numbers[i]));
        }
    }

    /** Writes the bytecode index of each frame by its place, -1 where there is none, as that of the root. */
    void writeBytecodeIndexes(Writer out) throws IOException {
        out.write("-1");
        for (int i = 0; i < size; i++) {
            out.write("," + profile.frame(numbers[i]).bytecodeIndex());
        }
    }

    /** Writes those frames by place that do not follow from their text and bytecode index. */
    void writeExactly(JsonText json, Writer out) throws IOException {
        String separator = ",\n\"exact\":[\n";
        for (int i = 0; i < size; i++) {
            Frame frame = profile.frame(numbers[i]);
            if (!FrameText.ofJava(text(numbers[i]), frame.bytecodeIndex()).equals(frame)) {
                out.write(separator + "{\"place\":" + (i + 1) + ",");
                JsonFormat.writeFrame(frame, json, out);
                out.write("}");
                separator = ",\n";
            }
        }
        if (separator.length() == 2) {
            out.write("]");
        }
    }

    private int place(int number) {
        if (placeOf[number] == 0) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, size * 2);
            }
            numbers[size++] = number;
            placeOf[number] = size;
        }
        return placeOf[number];
    }

    private String text(int number) {
        Frame frame = profile.frame(number);
        // The Firefox Profiler looks for a name and a place on one line.
        String text = PlainText.shown(frame.text());
        return frame.isSynthetic() ? text : "0x" + Integer.toHexString(number + 1) + ": " + text;
    }
}
