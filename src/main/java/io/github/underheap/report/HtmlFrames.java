package io.github.underheap.report;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The frames of a page, numbered in order of first use, column by column, and the texts that they are made of. Frames that differ only by their
 * bytecode index look the same, and are one here.
 */
final class HtmlFrames {

    private static final String APPLICATION = "1";
    private static final String OTHER = "0";

    private final Verdicts verdicts;
    private final int[] placeOf;
    private final Map<Frame, Integer> places = new HashMap<>();
    private final List<Frame> frames = new ArrayList<>();
    private final List<Boolean> ofApplication = new ArrayList<>();
    private final Map<String, Integer> texts = new LinkedHashMap<>();

    /** @param verdicts on the profile that has all stacks */
    HtmlFrames(Verdicts verdicts) {
        this.verdicts = verdicts;
        this.placeOf = new int[verdicts.profile().frameLimit()];
    }

    /** The stack of a site as places, outermost frame first. */
    int[] stack(int site) {
        int[] numbers = verdicts.profile().site(site).frameNumbers();
        int[] stack = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            stack[numbers.length - 1 - i] = place(numbers[i]);
        }
        return stack;
    }

    /** How far from the outermost frame of a site is the one that names it. */
    int depthOfApplication(int site) {
        int[] numbers = verdicts.profile().site(site).frameNumbers();
        int named = verdicts.frameNumber(verdicts.profile().site(site));
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == named) {
                return numbers.length - 1 - i;
            }
        }
        return 0;
    }

    /** The place of a frame that is none of the profile's, nor of the application. */
    int place(Frame frame) {
        return place(frame, false);
    }

    private int place(int number) {
        if (placeOf[number] == 0) {
            Profile profile = verdicts.profile();
            placeOf[number] = place(profile.frame(number), verdicts.isOfApplication(number)) + 1;
        }
        return placeOf[number] - 1;
    }

    private int place(Frame frame, boolean isOfApplication) {
        Frame shown = frame.isSynthetic()
                ? frame
                : Frame.of(
                        frame.className(),
                        frame.methodName(),
                        frame.fileName(),
                        frame.isNative() ? -2 : frame.lineNumber(),
                        -1);
        Integer known = places.putIfAbsent(shown, frames.size());
        if (known == null) {
            frames.add(shown);
            ofApplication.add(isOfApplication);
            return frames.size() - 1;
        }
        return known;
    }

    /** Writes the columns: members, a comma before each. */
    void write(JsonText json, Writer out) throws IOException {
        StringBuilder types = new StringBuilder();
        StringBuilder methods = new StringBuilder();
        StringBuilder files = new StringBuilder();
        StringBuilder lines = new StringBuilder();
        StringBuilder application = new StringBuilder();
        String separator = "";
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            String file = frame.fileName();
            // A remark has no class, and is its own name.
            types.append(separator).append(frame.isSynthetic() ? -1 : text(frame.className()));
            methods.append(separator).append(text(frame.isSynthetic() ? frame.text() : frame.methodName()));
            files.append(separator).append(file == null ? -1 : text(file));
            lines.append(separator).append(frame.isNative() ? -1 : frame.lineNumber());
            application.append(separator).append(ofApplication.get(i) ? APPLICATION : OTHER);
            separator = ",";
        }
        out.write(",\n\"frames\":{\"type\":[" + types + "],\n\"method\":[" + methods + "],\n\"file\":[" + files
                + "],\n\"line\":[" + lines + "],\n\"application\":[" + application + "]}");
        out.write(",\n\"texts\":");
        json.lines(texts.keySet());
    }

    private int text(String text) {
        Integer known = texts.putIfAbsent(text, texts.size());
        return known == null ? texts.size() - 1 : known;
    }
}
