package io.github.underheap.config;

import java.util.List;
import java.util.Locale;

/**
 * Finds what somebody may have meant by a word that is not known.
 *
 * <p>Runs when an application starts: no lambdas, streams or switches over enums here.
 */
public final class NearestWord {

    private NearestWord() {}

    /**
     * The word that takes the fewest edits to reach, in any case of letters; of equally near ones the first.
     *
     * @param words at least one
     */
    public static String of(String typed, List<String> words) {
        return words.get(index(typed, words));
    }

    static int index(String typed, List<String> words) {
        int nearest = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < words.size(); i++) {
            int distance = distance(words.get(i).toLowerCase(Locale.ROOT), typed.toLowerCase(Locale.ROOT));
            if (distance < least) {
                nearest = i;
                least = distance;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int shorter = row[j];
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, Math.min(shorter, row[j - 1]) + 1);
                diagonal = shorter;
            }
        }
        return row[b.length()];
    }
}
