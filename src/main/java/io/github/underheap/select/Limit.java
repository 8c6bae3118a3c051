package io.github.underheap.select;

/** What a check can limit. */
public enum Limit {
    /** Live bytes at the global peak. */
    PEAK("max-peak", "bytes at t-gmax", Metric.PEAK),
    /** Live bytes when the profile was taken. */
    LIVE("max-live", "live bytes", Metric.LIVE),
    /** All bytes that were ever allocated. */
    TOTAL("max-total", "bytes in total", Metric.TOTAL),
    /** All blocks that were ever allocated. */
    BLOCKS("max-blocks", "blocks in total", Metric.BLOCKS),
    /** Bytes of blocks that were leaked. */
    LEAK("max-leak", "leaked bytes", Metric.LEAKED),
    /** How much more there is than in a baseline, in per cent; of the metric that the {@link Limits} say. */
    GROWTH("max-growth", "growth", Metric.TOTAL);

    private final String key;
    private final String words;
    private final Metric metric;

    Limit(String key, String words, Metric metric) {
        this.key = key;
        this.words = words;
        this.metric = metric;
    }

    /** Its name in reports, and as an option of the command line. */
    public String key() {
        return key;
    }

    /** What is limited, in words. */
    public String words() {
        return words;
    }

    /** What is limited; for {@link #GROWTH} unless the limits say another one. */
    Metric metric() {
        return metric;
    }
}
