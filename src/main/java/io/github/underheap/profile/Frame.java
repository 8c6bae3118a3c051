package io.github.underheap.profile;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A frame of a site's stack: a place in a Java method, or a remark that says why there is none.
 *
 * <p>Frames with the same content are equal; two calls on one line differ by their bytecode index. They have an order, by class, method, file,
 * line and bytecode index, so that hash tables stay fast whoever chose the names. Immutable.
 */
public final class Frame implements Comparable<Frame> {

    private static final Comparator<Frame> ORDER = Comparator.comparing(Frame::className)
            .thenComparing(Frame::methodName)
            .thenComparing(frame -> orEmpty(frame.remark))
            .thenComparing(frame -> orEmpty(frame.fileName))
            .thenComparingInt(frame -> frame.line)
            .thenComparingInt(frame -> frame.bytecodeIndex)
            .thenComparing(Frame::isSynthetic);

    /** Stands for all sites that found no room in the recorder's table. */
    public static final Frame TABLE_FULL = synthetic("[site table full]");

    /** Stands for all sites whose stack could not be captured. */
    public static final Frame NO_STACK = synthetic("[stack not captured]");

    /** Stands for all sites of a recording that captures no stacks. */
    public static final Frame NO_SITES = synthetic("[capture=none]");

    /** The line of a native method, as in {@link StackTraceElement#getLineNumber()}. */
    private static final int NATIVE_LINE = -2;

    private static final int NO_BYTECODE = -1;

    private final String className;
    private final String methodName;
    private final @Nullable String fileName;
    private final int line;
    private final int bytecodeIndex;
    /** Of a synthetic frame; null otherwise. */
    private final @Nullable String remark;

    private Frame(
            String className,
            String methodName,
            @Nullable String fileName,
            int line,
            int bytecodeIndex,
            @Nullable String remark) {
        this.className = className;
        this.methodName = methodName;
        this.fileName = fileName;
        this.line = line;
        this.bytecodeIndex = bytecodeIndex;
        this.remark = remark;
    }

    /**
     * A place in a method.
     *
     * @param className binary name of the class, as in {@link Class#getName()}
     * @param methodName {@code <init>} and {@code <clinit>} included
     * @param fileName source file without its path; null or empty if the class names none
     * @param line as in {@link StackTraceElement#getLineNumber()}: -2 in a native method, else not positive if it is not known
     * @param bytecodeIndex index of the bytecode in the method, or negative if there is none
     */
    public static Frame of(
            String className, String methodName, @Nullable String fileName, int line, int bytecodeIndex) {
        return new Frame(
                Objects.requireNonNull(className, "className"),
                Objects.requireNonNull(methodName, "methodName"),
                fileName == null || fileName.isEmpty() ? null : fileName,
                line == NATIVE_LINE ? line : Math.max(line, 0),
                Math.max(bytecodeIndex, NO_BYTECODE),
                null);
    }

    /**
     * A frame that is no Java method but says why there is none, or comes from a tool that knows no more of it than its text.
     *
     * @param text what reports show
     */
    public static Frame synthetic(String text) {
        return new Frame("", "", null, 0, NO_BYTECODE, Objects.requireNonNull(text, "text"));
    }

    /** Whether this is no Java method but a remark such as {@code [site table full]}. */
    public boolean isSynthetic() {
        return remark != null;
    }

    /** Binary name of the class, as in {@link Class#getName()}; empty for a synthetic frame. */
    public String className() {
        return className;
    }

    /** Name of the method, {@code <init>} and {@code <clinit>} included; empty for a synthetic frame. */
    public String methodName() {
        return methodName;
    }

    /** Source file without its path, or null if the class names none. */
    public @Nullable String fileName() {
        return fileName;
    }

    /** Line in the file, or 0 if it is not known. */
    public int lineNumber() {
        return Math.max(line, 0);
    }

    /** Index of the bytecode in the method, or -1 if there is none. */
    public int bytecodeIndex() {
        return bytecodeIndex;
    }

    /** Whether the method is native. */
    public boolean isNative() {
        return line == NATIVE_LINE;
    }

    /** The frame in one line, {@code pkg.Cls.method (File.java:42)}, with names as they are: reports escape what is not seen. */
    public String text() {
        return remark != null ? remark : className + "." + methodName + " (" + place() + ")";
    }

    private String place() {
        if (isNative()) {
            return "Native Method";
        }
        if (fileName == null) {
            return "Unknown Source";
        }
        return line > 0 ? fileName + ":" + line : fileName;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Frame that
                && line == that.line
                && bytecodeIndex == that.bytecodeIndex
                && className.equals(that.className)
                && methodName.equals(that.methodName)
                && Objects.equals(fileName, that.fileName)
                && Objects.equals(remark, that.remark);
    }

    @Override
    public int hashCode() {
        int hash = 31 * className.hashCode() + methodName.hashCode();
        hash = 31 * hash + Objects.hashCode(fileName);
        hash = 31 * hash + line;
        hash = 31 * hash + bytecodeIndex;
        return 31 * hash + Objects.hashCode(remark);
    }

    @Override
    public int compareTo(Frame other) {
        return ORDER.compare(this, other);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** The same as {@link #text()}. */
    @Override
    public String toString() {
        return text();
    }
}
