package io.github.underheap.process;

import io.github.underheap.profile.ProcessInfo;
import org.jspecify.annotations.Nullable;

/** What a profile says about the process that it is of. */
public final class ProcessFacts {

    /** Found out once, when somebody first asks: files and the list of processes are read for it. */
    private static volatile @Nullable ProcessInfo current;

    private ProcessFacts() {}

    /** This process. */
    public static ProcessInfo current() {
        ProcessInfo known = current;
        return known == null
                ? first(new ProcessInfo(ProcessHandle.current().pid(), CommandLine.current(), HostName.current()))
                : known;
    }

    /** Of threads that found it out at a time, all have what the first has found. */
    private static synchronized ProcessInfo first(ProcessInfo found) {
        ProcessInfo known = current;
        if (known == null) {
            known = found;
            current = known;
        }
        return known;
    }
}
