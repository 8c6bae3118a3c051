package io.github.underheap.process;

import io.github.underheap.profile.ProcessInfo;

/** What a profile says about the process that it is of. */
public final class ProcessFacts {

    private ProcessFacts() {}

    /** Found out once, when somebody first asks: files and the list of processes are read for it. */
    private static final class Holder {
        static final ProcessInfo CURRENT =
                new ProcessInfo(ProcessHandle.current().pid(), CommandLine.current(), HostName.current());
    }

    /** This process. */
    public static ProcessInfo current() {
        return Holder.CURRENT;
    }
}
