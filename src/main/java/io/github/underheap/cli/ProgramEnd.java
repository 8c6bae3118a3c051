package io.github.underheap.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a program wrote no profile, in one line, as far as that is known.
 *
 * <p>With a code greater than 128 the program may have ended by a signal; after TERM, INT and HUP java shuts down in order.
 *
 * @param code the program's exit code
 * @param output the name of the profile, as raw text
 * @param isOff whether {@code enabled=false} was given
 */
record ProgramEnd(int code, String output, boolean isOff) {

    private static final int SIGNALLED = 128;

    /** Linux's signals, from number 1 on. */
    private static final List<String> SIGNALS = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    private static final List<String> IN_ORDER = List.of("HUP", "INT", "TERM");

    /** These are another file for each process that opens them. */
    private static final List<String> VIEWS = List.of("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/");

    /** The line; null if the profile was written, or the library has said why not. */
    @Nullable
    String whyNoProfile(ProgramMark mark) {
        ProgramMark.Tells tells = mark.tells();
        if (tells == ProgramMark.Tells.SAID) {
            return null;
        }
        String older = "";
        Path file = file();
        if (file != null && Files.isRegularFile(file)) {
            // The program may have written it by itself.
            if (mark.isOlderThan(file)) {
                return null;
            }
            older = "; the file there is older";
        }
        String how = "code " + code + (signal().isEmpty() ? "" : ", as by signal " + signal());
        String why = switch (tells) {
            case NO_REPORT -> "the program was recorded, but ended without its exit report (" + how + ")";
            case NEVER_STARTED ->
                "the program ended before it started the global tracker, as its first TrackingArena would (" + how
                        + ")";
            default -> "";
        };
        if (isOff || tells == ProgramMark.Tells.OFF) {
            why = "nothing is recorded with enabled=false";
        }
        return RawText.shown(output) + " was not written: " + why + older;
    }

    private @Nullable Path file() {
        for (String view : VIEWS) {
            if (output.startsWith(view)) {
                return null;
            }
        }
        return RawText.path(output);
    }

    private String signal() {
        int number = code - SIGNALLED;
        if (number < 1 || number > SIGNALS.size()) {
            return "";
        }
        String name = SIGNALS.get(number - 1);
        return IN_ORDER.contains(name) ? "" : name;
    }
}
