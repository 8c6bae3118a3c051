package io.github.underheap.bench;

import org.openjdk.jmh.annotations.Fork;

/** {@link WalkBenchmark} in a JVM that keeps frame pointers: {@code … FramePointerBenchmark -p site=plain,vm,fp,tracked}. */
@Fork(
        value = 2,
        jvmArgsAppend = {
            Flags.NATIVE_ACCESS,
            Flags.LEAST_HEAP,
            Flags.MOST_HEAP,
            Flags.TOUCHED,
            "-XX:+PreserveFramePointer"
        })
public class FramePointerBenchmark extends WalkBenchmark {}
