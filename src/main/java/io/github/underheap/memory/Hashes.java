package io.github.underheap.memory;

/** Spreads keys over slots. Equality never rests on these values. */
final class Hashes {

    private static final long SEED = 0x9E37_79B9_7F4A_7C15L;

    private Hashes() {}

    static long start() {
        return SEED;
    }

    static long add(long hash, long value) {
        return mix(hash ^ value) * SEED;
    }

    /** The 32 bits that an index keeps. */
    static int fold(long hash) {
        return (int) (mix(hash) >>> 32);
    }

    /** The finalizer of MurmurHash3: every input bit reaches every other one. */
    static long mix(long value) {
        long h = value;
        h = (h ^ (h >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
        h = (h ^ (h >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
        return h ^ (h >>> 33);
    }
}
