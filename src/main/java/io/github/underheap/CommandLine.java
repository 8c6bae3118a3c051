package io.github.underheap;

import java.util.regex.Pattern;

/** The command of this process, as reports show it. */
final class CommandLine {

    /** Stands before the name of the source file that {@code java File.java} runs. */
    private static final Pattern SOURCE_LAUNCHER =
            Pattern.compile("^jdk\\.compiler/com\\.sun\\.tools\\.javac\\.launcher\\.\\w+ ");

    private CommandLine() {}

    /** Main class, jar or source file and arguments if the JVM tells them, else the command of the process. */
    static String current() {
        String java = System.getProperty("sun.java.command", "");
        return java.isBlank() ? ProcessHandle.current().info().command().orElse("java") : shown(java);
    }

    /** A command without what the JDK puts before it. */
    static String shown(String java) {
        return SOURCE_LAUNCHER.matcher(java).replaceFirst("");
    }
}
