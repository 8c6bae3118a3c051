package io.github.underheap.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of all verbs, in the order of the help. A verb is made when it is asked for, since most commands need only one. */
final class Verbs {

    /** As they are typed. */
    static final List<String> NAMES =
            List.of("run", "report", "diff", "check", "merge", "export", "doctor", "completion");

    private Verbs() {}

    /** The verb of a name; null if there is none. */
    static @Nullable Verb get(String name) {
        return switch (name) {
            case "run" -> new RunVerb();
            case "report" -> new ReportVerb();
            case "diff" -> new DiffVerb();
            case "check" -> new CheckVerb();
            case "merge" -> new MergeVerb();
            case "export" -> new ExportVerb();
            case "doctor" -> new DoctorVerb();
            case "completion" -> new CompletionVerb();
            default -> null;
        };
    }

    /** All of them. */
    static List<Verb> all() {
        List<Verb> verbs = new ArrayList<>();
        for (String name : NAMES) {
            Verb verb = get(name);
            if (verb != null) {
                verbs.add(verb);
            }
        }
        return verbs;
    }
}
