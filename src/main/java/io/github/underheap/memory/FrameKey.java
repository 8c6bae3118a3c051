package io.github.underheap.memory;

/**
 * What makes a stack frame: equal frames are one record.
 *
 * @param className binary name of the class, as in {@link Class#getName()}
 * @param method method name, {@code <init>} and {@code <clinit>} included
 * @param file source file without its path; empty if the class has none
 * @param line line in the file, 0 if unknown, -2 in a native method, as in {@link StackTraceElement#getLineNumber()}
 * @param bci index of the bytecode in the method, -1 in a native method: two calls on one line are two frames
 */
public record FrameKey(String className, String method, String file, int line, int bci) {}
