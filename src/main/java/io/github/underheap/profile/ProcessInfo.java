package io.github.underheap.profile;

/**
 * The process that a profile tells of.
 *
 * @param pid its number; 0 if the profile is of several processes or of none
 * @param command what was run; empty if it is not known
 * @param host name of the machine; empty if it is not known
 */
public record ProcessInfo(long pid, String command, String host) {

    /** Of a profile that tells of no process. */
    public static final ProcessInfo UNKNOWN = new ProcessInfo(0, "", "");
}
