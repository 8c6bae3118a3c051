package io.github.underheap.junit;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import java.util.List;

/** The frames of a site that a reader of a failed test wants to see: down to the test, without what runs it. */
final class SiteStack {

    /** What calls a test. Its assertions, which a test calls and which call it back, are not among them. */
    private static final List<String> RUNNERS = List.of("org.junit.platform.", "org.junit.jupiter.engine.");

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.");

    private static final int NATIVE_LINE = -2;

    private SiteStack() {}

    /** The frames, innermost first; all of them if the test is not among them. */
    static List<Frame> of(AllocationSite site) {
        List<Frame> frames = site.frames();
        int end = 0;
        while (end < frames.size() && !begins(frames.get(end), RUNNERS)) {
            end++;
        }
        while (end > 0 && begins(frames.get(end - 1), JDK)) {
            end--;
        }
        return end == 0 ? frames : frames.subList(0, end);
    }

    /** The same as a stack trace. */
    static StackTraceElement[] trace(AllocationSite site) {
        return of(site).stream()
                .filter(frame -> !frame.isSynthetic())
                .map(SiteStack::element)
                .toArray(StackTraceElement[]::new);
    }

    /** A frame in the form in which development environments make it a link. */
    static String line(Frame frame) {
        return frame.isSynthetic() ? frame.text() : "at " + element(frame);
    }

    private static StackTraceElement element(Frame frame) {
        int line = frame.isNative() ? NATIVE_LINE : frame.lineNumber() > 0 ? frame.lineNumber() : -1;
        return new StackTraceElement(frame.className(), frame.methodName(), frame.fileName(), line);
    }

    private static boolean begins(Frame frame, List<String> starts) {
        return starts.stream().anyMatch(frame.className()::startsWith);
    }
}
