package io.github.underheap;

import io.github.underheap.memory.FrameKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A frame of a call site.
 *
 * <p>Two frames of a profile are the same exactly if their {@link #number()} is. Immutable.
 */
public final class Frame {

    private static final int NATIVE_LINE = -2;

    private final int number;
    private final @Nullable FrameKey key;
    private final String text;

    private Frame(int number, @Nullable FrameKey key, String text) {
        this.number = number;
        this.key = key;
        this.text = text;
    }

    static Frame of(int number, FrameKey key) {
        return new Frame(number, key, key.className() + "." + key.method() + " (" + place(key) + ")");
    }

    /** A frame that is no Java method but says why there is none. */
    static Frame synthetic(int number, String text) {
        return new Frame(number, null, text);
    }

    /** The number of this frame in its profile, 0 or more. */
    public int number() {
        return number;
    }

    /** Whether this is no Java method but a remark such as {@code [site table full]}. */
    public boolean isSynthetic() {
        return key == null;
    }

    /** Binary name of the class, as in {@link Class#getName()}; empty for a synthetic frame. */
    public String className() {
        return key == null ? "" : key.className();
    }

    /** Name of the method, {@code <init>} and {@code <clinit>} included; empty for a synthetic frame. */
    public String methodName() {
        return key == null ? "" : key.method();
    }

    /** Source file without its path, or null if the class names none. */
    public @Nullable String fileName() {
        return key == null || key.file().isEmpty() ? null : key.file();
    }

    /** Line in the file, or 0 if it is not known. */
    public int lineNumber() {
        return key == null ? 0 : Math.max(key.line(), 0);
    }

    /** Index of the bytecode in the method, or -1 if there is none. */
    public int bytecodeIndex() {
        return key == null ? -1 : key.bci();
    }

    /** Whether the method is native. */
    public boolean isNative() {
        return key != null && key.line() == NATIVE_LINE;
    }

    /** The frame as reports show it: {@code pkg.Cls.method (File.java:42)}. */
    public String text() {
        return text;
    }

    private static String place(FrameKey key) {
        if (key.line() == NATIVE_LINE) {
            return "Native Method";
        }
        if (key.file().isEmpty()) {
            return "Unknown Source";
        }
        return key.line() > 0 ? key.file() + ":" + key.line() : key.file();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Frame that && number == that.number && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, text);
    }

    /** The same as {@link #text()}. */
    @Override
    public String toString() {
        return text;
    }
}
