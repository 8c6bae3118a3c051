package io.github.underheap.stack.program;

import io.github.underheap.stack.SiteSink;

/**
 * Makes a stack's row from the names and bytecode indices of its frames alone, without remembering anything: equal stacks
 * get equal rows, and unequal ones unequal rows but for a chance of 2^-31.
 */
final class HashSink implements SiteSink {
    @Override
    public int frame(StackWalker.StackFrame frame) {
        int names = 31 * frame.getClassName().hashCode() + frame.getMethodName().hashCode();
        return (int) (mix(((long) names << 32) | frame.getByteCodeIndex()) >>> 32);
    }

    @Override
    public int site(int[] frames, int length) {
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = mix(hash + frames[i]);
        }
        return (int) (hash >>> 33);
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
