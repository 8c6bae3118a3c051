package io.github.underheap.report;

import io.github.underheap.select.Metric;
import java.util.BitSet;

/**
 * Chooses the sites that a page shows, if a browser could not show all: of each metric those that weigh most, the same number for each.
 *
 * <p>Weights are looked at twice and not kept, so that this takes a bit for each site, however many there are. Of weights that differ by less than
 * a thousandth the one that appeared first counts as the larger one.
 */
final class HtmlLargest {

    /** Sites that a browser shows without delay; what it takes was measured. */
    static final int MOST = 100_000;

    /** Leading bits of a weight that are told apart. */
    private static final int BITS = 11;

    private static final int CLASSES = Long.SIZE << BITS;

    private final HtmlSites sites;
    private final int most;

    HtmlLargest(HtmlSites sites, int most) {
        this.sites = sites;
        this.most = most;
    }

    /** The sites that are shown, at most as many as there may be. */
    BitSet chosen() {
        BitSet chosen = new BitSet(sites.count());
        if (sites.count() <= most) {
            chosen.set(0, sites.count());
            return chosen;
        }
        for (Metric metric : Metric.values()) {
            choose(metric, most / Metric.values().length, chosen);
        }
        // Where metrics agree on what is large, there is room left.
        choose(Metric.TOTAL, most - chosen.cardinality(), chosen);
        return chosen;
    }

    private void choose(Metric metric, int room, BitSet chosen) {
        int[] sizes = new int[CLASSES];
        for (int site = 0; site < sites.count(); site++) {
            long weight = chosen.get(site) ? 0 : sites.weight(metric, site);
            if (weight > 0) {
                sizes[classOf(weight)]++;
            }
        }
        int left = room;
        int last = CLASSES;
        while (last > 0 && sizes[last - 1] <= left) {
            last--;
            left -= sizes[last];
        }
        for (int site = 0; site < sites.count(); site++) {
            long weight = chosen.get(site) ? 0 : sites.weight(metric, site);
            if (weight > 0) {
                int its = classOf(weight);
                if (its >= last) {
                    chosen.set(site);
                } else if (its == last - 1 && left > 0) {
                    left--;
                    chosen.set(site);
                }
            }
        }
    }

    /** The length of a number, and its leading bits below the first. */
    private static int classOf(long weight) {
        int length = Long.SIZE - Long.numberOfLeadingZeros(weight);
        int shift = length - 1 - BITS;
        long leading = shift >= 0 ? weight >> shift : weight << -shift;
        return (length - 1) << BITS | (int) (leading & ((1 << BITS) - 1));
    }
}
