package io.github.underheap.memory;

/**
 * What the header of a recording's memory says about its process.
 *
 * @param pid process number
 * @param startEpochMillis when recording began, ms since 1970
 * @param startTicks when recording began, on the monotonic clock
 * @param ticksPerSecond rate of the monotonic clock
 * @param options the options in force, as text
 * @param commandLine the command that is profiled
 * @param host name of the machine
 */
public record MemoryInfo(
        long pid,
        long startEpochMillis,
        long startTicks,
        long ticksPerSecond,
        String options,
        String commandLine,
        String host) {}
