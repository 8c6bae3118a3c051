package io.github.underheap.record;

/** Tells whether a failed close of one of the JDK's arenas was refused, or closed the arena and then a cleanup action failed. */
final class Refusal {

    /** Arenas, and what they call to throw. */
    private static final String JDK = "jdk.internal.";

    private Refusal() {}

    /**
     * Whether the JDK itself threw an exception at a call that some method made, directly and just now: then between that method and the
     * throw there are only frames of the JDK's arenas, and further out the stack is what it is now. The exception of a cleanup action
     * that closed another arena, or the same one again, comes from further in.
     *
     * @param thrown what the call threw
     * @param here made in a method that the method called afterwards
     */
    static boolean isOfTheCaller(Throwable thrown, Throwable here) {
        StackTraceElement[] trace = thrown.getStackTrace();
        int jdk = 0;
        while (jdk < trace.length && trace[jdk].getClassName().startsWith(JDK)) {
            jdk++;
        }
        StackTraceElement[] now = here.getStackTrace();
        if (jdk == 0 || jdk >= trace.length || now.length < 2 || !isOfOneMethod(trace[jdk], now[1])) {
            return false;
        }
        int i = jdk + 1;
        int k = 2;
        while (i < trace.length && k < now.length) {
            if (!trace[i].equals(now[k])) {
                return false;
            }
            i++;
            k++;
        }
        // Traces of deep stacks are cut at their outer end, both to the same length.
        return (i == trace.length && k == now.length) || trace.length == now.length;
    }

    private static boolean isOfOneMethod(StackTraceElement a, StackTraceElement b) {
        return a.getClassName().equals(b.getClassName()) && a.getMethodName().equals(b.getMethodName());
    }
}
