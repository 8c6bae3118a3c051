package io.github.underheap.memory;

/**
 * The plain counters that rows have beside the numbers of blocks; what each counts is the caller's affair.
 *
 * @param count how many, at most 30
 * @param late which of them counts the blocks whose time of death is an upper bound
 */
public record Tallies(int count, int late) {

    public Tallies {
        if (late < 0 || late >= count || count > SiteRows.MAX_TALLIES) {
            throw new IllegalArgumentException(
                    count + " tallies, number " + late + " for late blocks; at most " + SiteRows.MAX_TALLIES);
        }
    }
}
