package io.github.underheap;

/** Lines on the standard error stream. */
final class Messages {

    private Messages() {}

    @SuppressWarnings("SystemOut") // the one channel that a library in any process has
    static void say(String line) {
        System.err.println("underheap: " + line);
    }
}
