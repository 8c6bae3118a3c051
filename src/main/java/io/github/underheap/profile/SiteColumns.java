package io.github.underheap.profile;

/**
 * The sites of a profile, column by column: numbers, where their blocks came from, and their stacks.
 *
 * <p>Sites are numbered from 0 to {@code size() - 1} in order of first appearance, and their stacks differ. Who asks
 * for a site outside of that gets an {@link IndexOutOfBoundsException}. Implementations are immutable and thread-safe;
 * they lie on the heap or off it.
 */
public interface SiteColumns {

    /** How many sites there are. */
    int size();

    /** A number of a site. */
    long get(SiteNumber number, int site);

    /** Where blocks of a site came from: bits of {@link Origin}. */
    int origin(int site);

    /**
     * The stack of a site, innermost frame first: numbers for {@link Frames#frame}. At least one; the array is the
     * caller's.
     */
    int[] frameNumbers(int site);

    /** Each number of all sites together, by its ordinal. */
    default long[] sums() {
        long[] sums = new long[SiteNumber.COUNT];
        int sites = size();
        for (SiteNumber number : SiteNumber.all()) {
            for (int site = 0; site < sites; site++) {
                long value = get(number, site);
                if (value != 0) {
                    number.addTo(sums, value);
                }
            }
        }
        return sums;
    }
}
