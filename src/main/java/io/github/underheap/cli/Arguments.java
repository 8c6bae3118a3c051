package io.github.underheap.cli;

import java.util.List;

/** How many files a verb takes. */
final class Arguments {

    private Arguments() {}

    /** One or more. */
    static List<String> atLeastOne(Verb verb, Given given) {
        List<String> files = given.files();
        if (files.isEmpty()) {
            throw new Refusal(verb.name() + " which file? ('underheap " + verb.name() + " --help' has examples)");
        }
        return files;
    }

    /** None. */
    static void none(Verb verb, Given given) {
        if (!given.files().isEmpty()) {
            throw new Refusal(verb.name() + " takes no file, and this is one: "
                    + given.files().getFirst());
        }
    }

    /** Exactly so many. */
    static List<String> exactly(int count, Verb verb, Given given) {
        List<String> files = atLeastOne(verb, given);
        if (files.size() != count) {
            throw new Refusal(verb.name() + " takes " + (count == 1 ? "one file" : count + " files")
                    + ", and these are " + files.size() + ": " + String.join(" ", files));
        }
        return files;
    }
}
