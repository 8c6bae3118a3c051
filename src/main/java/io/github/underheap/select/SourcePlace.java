package io.github.underheap.select;

import io.github.underheap.profile.Frame;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a frame is in the source.
 *
 * @param file {@code com/acme/Codec.java}: the path of the package and the name of the file, without the folder that sources lie in. Of a frame of
 *     another tool, the path that it has
 * @param line from 1; 0 if it is not known
 */
public record SourcePlace(String file, int line) {

    /** What other tools write: {@code 0x1F: name (file:line)}, or {@code (file:line:column)}. */
    private static final Pattern OF_OTHERS = Pattern.compile(".* \\(([^()]*?)(?::(\\d{1,9}))?(?::\\d{1,9})?\\)");

    /** The place of a frame; null if its file is not known. */
    public static @Nullable SourcePlace of(Frame frame) {
        if (frame.isSynthetic()) {
            Matcher place = OF_OTHERS.matcher(frame.text());
            return place.matches() && !place.group(1).isEmpty()
                    ? new SourcePlace(place.group(1), place.group(2) == null ? 0 : Integer.parseInt(place.group(2)))
                    : null;
        }
        String file = frame.fileName();
        if (file == null) {
            return null;
        }
        String type = frame.className();
        int dot = type.lastIndexOf('.');
        String folder = dot < 0 ? "" : type.substring(0, dot).replace('.', '/') + "/";
        return new SourcePlace(folder + file, frame.lineNumber());
    }
}
