package io.github.underheap.select;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import java.util.List;

/**
 * What is known of each frame of a profile, found out once: a million sites have some thousand frames.
 *
 * <p>Thread-safe: two threads that ask for the same frame at a time find the same.
 */
final class FrameTraits {

    /** A static initialiser. */
    static final int STATIC_INITIALISER = 1;

    /** Of the application: not of the JDK, of this library, of jextract's bindings, or of what a rule calls a library. */
    static final int APPLICATION = 1 << 1;

    private static final int KNOWN = 1 << 2;
    private static final int RULE_SHIFT = 3;

    private static final List<String> LIBRARIES =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "io.github.underheap.");

    /** How the innermost frames begin in files of other tools: those of the allocator and its hook. */
    private static final List<String> ALLOCATORS = List.of(
            "malloc ",
            "calloc ",
            "realloc ",
            "operator new",
            "alloc::",
            "<alloc::",
            "__rust_",
            "__rdl_",
            "<dhat::",
            "mod_alloc::");

    private final Profile profile;
    private final Rules rules;
    private final int[] traits;

    FrameTraits(Profile profile, Rules rules) {
        this.profile = profile;
        this.rules = rules;
        this.traits = new int[profile.frameLimit()];
    }

    /** The traits of a frame: bits, and a rule. */
    int of(int number) {
        int known = traits[number];
        if (known == 0) {
            known = find(profile.frame(number));
            traits[number] = known;
        }
        return known;
    }

    /** The place of the first rule for sites that the frame fits, among all rules; -1 if there is none. */
    static int rule(int traits) {
        return (traits >> RULE_SHIFT) - 1;
    }

    private int find(Frame frame) {
        return (rules.match(frame) + 1) << RULE_SHIFT
                | (frame.methodName().equals("<clinit>") ? STATIC_INITIALISER : 0)
                | (isLibrary(frame) || rules.isLibrary(frame) ? 0 : APPLICATION)
                | KNOWN;
    }

    private static boolean isLibrary(Frame frame) {
        return frame.isSynthetic()
                ? begins(name(frame.text()), ALLOCATORS)
                : begins(frame.className(), LIBRARIES) || isBinding(frame.className());
    }

    private static boolean begins(String text, List<String> starts) {
        for (String start : starts) {
            if (text.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    /** Without the address. */
    private static String name(String text) {
        int end = text.startsWith("0x") ? text.indexOf(": ") : -1;
        return end < 0 ? text : text.substring(end + 2);
    }

    /** The classes that jextract makes of a header: {@code sqlite3_h}, its parts {@code sqlite3_h_1}, and those within them. */
    private static boolean isBinding(String className) {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        int nested = simple.indexOf('$');
        String outer = nested < 0 ? simple : simple.substring(0, nested);
        return outer.endsWith("_h") || outer.matches(".*_h_\\d+");
    }
}
