package io.github.underheap;

/** The command of this process, as reports show it. */
final class CommandLine {

    private CommandLine() {}

    /** Main class or jar and arguments if the JVM tells them, else the command of the process. */
    static String current() {
        String java = System.getProperty("sun.java.command", "");
        return java.isBlank() ? ProcessHandle.current().info().command().orElse("java") : java;
    }
}
