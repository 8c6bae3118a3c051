package io.github.underheap.process;

import io.github.underheap.file.SystemProperty;

/** The command of this process, as reports show it. */
final class CommandLine {

    /** Before the name of the source file that {@code java File.java} runs stand this, a class name and a space. */
    private static final String SOURCE_LAUNCHER = "jdk.compiler/com.sun.tools.javac.launcher.";

    private CommandLine() {}

    /** Main class, jar or source file and arguments if the JVM tells them, else the command of the process. */
    static String current() {
        String java = SystemProperty.get("sun.java.command", "");
        return java.isBlank() ? ProcessHandle.current().info().command().orElse("java") : shown(java);
    }

    /** A command without what the JDK puts before it. */
    static String shown(String java) {
        int space = java.startsWith(SOURCE_LAUNCHER) ? java.indexOf(' ', SOURCE_LAUNCHER.length()) : -1;
        return java.substring(space + 1);
    }
}
