package io.github.underheap.read;

import io.github.underheap.profile.Frame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one frame of this library's files, key by key. Not thread-safe. */
final class FrameReader {

    private static final int NATIVE_LINE = -2;

    private final JsonInput json;
    private @Nullable String text;
    private @Nullable String type;
    private @Nullable String method;
    private @Nullable String file;
    private int line;
    private int bytecode = -1;

    FrameReader(JsonInput json) {
        this.json = json;
    }

    /** Reads the value of a key. */
    void value(String key) throws IOException {
        switch (key) {
            case "text" -> text = json.text();
            case "class" -> type = json.text();
            case "method" -> method = json.text();
            case "file" -> file = json.text();
            case "line" -> line = int31(key);
            case "native" -> line = json.flag() ? NATIVE_LINE : line;
            case "bci" -> bytecode = int31(key);
            default -> json.skip();
        }
    }

    private int int31(String key) throws IOException {
        long value = json.count();
        json.require(value <= Integer.MAX_VALUE, "\"" + key + "\" must be a whole number from 0 to 2^31 - 1");
        return (int) value;
    }

    /** The frame, once all its keys were read. */
    Frame frame() throws IOException {
        String itsText = text;
        String itsType = type;
        String itsMethod = method;
        if (itsText != null) {
            return Frame.synthetic(itsText);
        }
        if (itsType == null || itsMethod == null) {
            throw json.wrong("a frame must have \"class\" and \"method\", or \"text\"");
        }
        return Frame.of(itsType, itsMethod, file, line, bytecode);
    }
}
