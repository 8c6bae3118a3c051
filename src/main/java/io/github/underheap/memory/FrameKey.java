package io.github.underheap.memory;

/**
 * What makes a stack frame. Equal frames are one record, and so are frames that differ in a file or line that one of them lacks
 * ({@link FrameTable}).
 *
 * @param className binary name of the class, as in {@link Class#getName()}
 * @param method method name, {@code <init>} and {@code <clinit>} included
 * @param file source file without its path; empty if the class has none
 * @param line line in the file, not positive if unknown, {@value #NATIVE_LINE} in a native method, as in {@link StackTraceElement#getLineNumber()}
 * @param bci index of the bytecode in the method, -1 in a native method: two calls on one line are two frames
 */
public record FrameKey(String className, String method, String file, int line, int bci) {

    static final int NATIVE_LINE = -2;
}
