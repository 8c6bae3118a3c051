package io.github.underheap;

import java.util.Arrays;

/**
 * dhat-rs's rules, written down in the slowest and plainest way: at each peak that is about to be left, what is live at every
 * site is copied. Only the flag that says whether the peak was copied is added to them, for blocks of no bytes.
 */
final class ReferenceDhat {

    final Site[] sites;
    long totalBlocks;
    long totalBytes;
    long liveBlocks;
    long liveBytes;
    long peakBlocks;
    long peakBytes;
    long peakNanos;
    private boolean peakNotCopied;

    ReferenceDhat(int siteCount) {
        sites = new Site[siteCount];
        Arrays.setAll(sites, i -> new Site());
    }

    /** A site's numbers. */
    static final class Site {
        long totalBlocks;
        long totalBytes;
        long liveBlocks;
        long liveBytes;
        long ownPeakBlocks;
        long ownPeakBytes;
        long atPeakBlocks;
        long atPeakBytes;
        long lifetimeNanos;

        private void reach() {
            if (liveBytes >= ownPeakBytes) {
                ownPeakBytes = liveBytes;
                ownPeakBlocks = liveBlocks;
            }
        }
    }

    void allocate(int site, long bytes, long now) {
        change(site, bytes, bytes, 1, now);
    }

    void free(int site, long bytes, long birth, long now) {
        copyPeak();
        sites[site].liveBlocks--;
        sites[site].liveBytes -= bytes;
        sites[site].lifetimeNanos += now - birth;
        liveBlocks--;
        liveBytes -= bytes;
    }

    void resize(int site, long oldBytes, long newBytes, long now) {
        if (newBytes < oldBytes) {
            copyPeak();
        }
        change(site, newBytes, newBytes - oldBytes, 0, now);
    }

    /** Copies what is live if that has not been done since the peak was reached; doing so early changes nothing. */
    void copyPeak() {
        if (peakNotCopied) {
            peakNotCopied = false;
            for (Site site : sites) {
                site.atPeakBlocks = site.liveBlocks;
                site.atPeakBytes = site.liveBytes;
            }
        }
    }

    private void change(int site, long newBytes, long grown, long more, long now) {
        Site s = sites[site];
        totalBlocks++;
        totalBytes += newBytes;
        s.totalBlocks++;
        s.totalBytes += newBytes;
        s.liveBlocks += more;
        s.liveBytes += grown;
        liveBlocks += more;
        liveBytes += grown;
        s.reach();
        if (liveBytes >= peakBytes) {
            peakBytes = liveBytes;
            peakBlocks = liveBlocks;
            peakNanos = now;
            peakNotCopied = true;
        }
    }
}
