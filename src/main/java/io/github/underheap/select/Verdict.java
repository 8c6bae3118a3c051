package io.github.underheap.select;

/** What a site is, as far as its numbers and its stack tell. A group shows the first of these that any of its sites has. */
public enum Verdict {
    /** Live at the end of a process or of a window, and nothing says that it is meant to be. */
    LEAKED("leaked"),
    /** Live, and nothing more is known of it. */
    LIVE("live"),
    /** Allocated often and soon freed: memory that could be used again. */
    CHURN("churn"),
    /** Of a pool: its blocks are kept to be used again. */
    POOLED("pooled"),
    /** Meant to live as long as the process. */
    PROCESS_LIFETIME("process-lifetime"),
    /** Nothing to say. */
    NONE("");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** As reports and files write it; empty if there is nothing to say. */
    public String word() {
        return word;
    }
}
