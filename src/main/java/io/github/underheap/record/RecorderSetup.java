package io.github.underheap.record;

import io.github.underheap.memory.Patience;
import io.github.underheap.profile.ProcessInfo;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a recorder is given besides its options.
 *
 * @param process what profiles say about the process
 * @param callers classes of those who call the recorder on behalf of the application: their frames are no sites
 * @param clock null for the cheapest one
 * @param patience how long somebody who is stopped is waited for
 */
public record RecorderSetup(
        ProcessInfo process,
        Set<Class<?>> callers,
        @Nullable Clock clock,
        Patience patience) {

    /** The usual clock and patience. */
    public static RecorderSetup of(ProcessInfo process, Set<Class<?>> callers) {
        return new RecorderSetup(process, callers, null, Patience.USUAL);
    }

    /** The same with another clock. */
    public RecorderSetup with(Clock other) {
        return new RecorderSetup(process, callers, Objects.requireNonNull(other, "clock"), patience);
    }

    /** The same with another patience. */
    public RecorderSetup with(Patience other) {
        return new RecorderSetup(process, callers, clock, other);
    }
}
