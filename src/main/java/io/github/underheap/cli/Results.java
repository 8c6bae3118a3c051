package io.github.underheap.cli;

import io.github.underheap.file.WholeFile;
import io.github.underheap.report.Style;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where results go: to standard output, or to a file, which is there as a whole or not at all. */
final class Results {

    private Results() {}

    /** How text stands out there: in a file not at all, unless {@code --color=always}. */
    static Style style(@Nullable String file, Surroundings around) {
        return Colour.of(around, isTerminal(file, around));
    }

    /** Whether a result goes to a terminal. */
    static boolean isTerminal(@Nullable String file, Surroundings around) {
        return isStandard(file) && around.outIsTerminal();
    }

    private static boolean isStandard(@Nullable String file) {
        return file == null || file.equals(ProfileFiles.STANDARD);
    }

    /**
     * Writes a result.
     *
     * @param file its name as it was typed; null or {@code -} for standard output
     */
    static void write(@Nullable String file, Surroundings around, WholeFile.Content content) throws IOException {
        if (file == null || isStandard(file)) {
            content.writeTo(around.out());
        } else {
            WholeFile.write(around.file(file), content);
        }
    }
}
