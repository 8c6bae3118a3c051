package io.github.underheap.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program, and what came of its profile.
 *
 * @param isOff whether {@code enabled=false} was given
 */
record ProgramRun(JavaCommand java, boolean isOff, ChildEnvironment environment, Surroundings around) {

    /** Where the launcher says under which name it found the JDK. */
    private static final String JDK = "io.github.underheap.jdk";

    /**
     * How it ended.
     *
     * @param code the exit code, 128 + n after signal n
     * @param profile where the library saved the profile; null if it did not
     */
    record End(int code, @Nullable Path profile) {}

    /** Runs it as if nobody watched: it has standard output, and says what it saved. */
    End alone() throws IOException {
        return run(false);
    }

    /** Runs it for a report: standard output is left to that, and what the program writes there goes to standard error. */
    End forReport() throws IOException {
        return run(true);
    }

    private End run(boolean isReported) throws IOException {
        ProgramMark mark = ProgramMark.create(temporaryFolder(), isReported);
        try {
            int code = Child.run(command(mark), environment.variables(), isReported);
            if (mark == null) {
                return new End(code, null);
            }
            String why = new ProgramEnd(code, java.output(), isOff).whyNoProfile(mark);
            if (why != null) {
                around.say(why);
            }
            return new End(code, mark.savedTo());
        } finally {
            if (mark != null) {
                mark.remove();
            }
        }
    }

    private Path temporaryFolder() {
        String name = environment.value("TMPDIR");
        Path folder = name.isEmpty() ? null : RawText.path(name);
        return folder == null ? Path.of("/tmp") : folder;
    }

    private List<String> command(@Nullable ProgramMark mark) {
        List<String> command = new ArrayList<>();
        command.add(RawText.of(System.getProperty(JDK, System.getProperty("java.home", "")) + "/bin/java"));
        String option = mark == null ? null : mark.option();
        if (option != null) {
            command.add(option);
        }
        command.addAll(java.arguments());
        return command;
    }
}
