package io.github.underheap.junit;

import io.github.underheap.Profiles;
import io.github.underheap.SiteVerdict;
import io.github.underheap.junit.Breach.Place;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds what a test has left behind, and which of that is a leak. */
final class LeakCheck {

    private final TestWindow window;
    private final Profile whole;
    private final boolean withProcessLifetime;

    LeakCheck(TestWindow window, Profile whole, boolean withProcessLifetime) {
        this.window = window;
        this.whole = whole;
        this.withProcessLifetime = withProcessLifetime;
    }

    /** The leaks; nothing if there are none. */
    List<Breach> check() {
        String whyNot = window.whyNoSites();
        if (whyNot != null) {
            return List.of(Breach.unchecked("@AssertNoOffHeapLeaks", whyNot));
        }
        List<Breach> breaches = new ArrayList<>();
        List<SiteVerdict> leaks = left(true);
        if (!leaks.isEmpty()) {
            long bytes = leaks.stream().mapToLong(this::bytes).sum();
            long blocks = leaks.stream().mapToLong(this::blocks).sum();
            breaches.add(Breach.of(
                    "@AssertNoOffHeapLeaks: the test leaks " + Words.bytesInBlocks(bytes, blocks), places(leaks)));
        }
        whole.flaws().forEach(flaw -> breaches.add(Breach.flawed(flaw)));
        return breaches;
    }

    /** What is live and no leak. */
    List<Place> kept() {
        return window.whyNoSites() == null ? places(left(false)) : List.of();
    }

    private List<SiteVerdict> left(boolean leaked) {
        return Profiles.verdicts(whole).stream()
                .filter(verdict ->
                        verdict.site().liveBlocks() > 0 && isLeak(verdict) == leaked && !window.ignores(verdict.site()))
                .sorted(Comparator.comparingLong(this::bytes).reversed())
                .toList();
    }

    /** What is leaked of a leak, or live of what is none. */
    private long bytes(SiteVerdict verdict) {
        return hasPartOnly(verdict) ? verdict.leakedBytes() : verdict.site().liveBytes();
    }

    private long blocks(SiteVerdict verdict) {
        return hasPartOnly(verdict) ? verdict.leakedBlocks() : verdict.site().liveBlocks();
    }

    /** Whether a site may have live blocks that are no leaks, besides those that are. */
    private boolean hasPartOnly(SiteVerdict verdict) {
        return verdict.kind() == SiteVerdict.Kind.LEAKED
                && !(withProcessLifetime && !verdict.site().arenaKinds().contains(ArenaKind.AUTO));
    }

    private boolean isLeak(SiteVerdict verdict) {
        return switch (verdict.kind()) {
            case LEAKED -> true;
            case PROCESS_LIFETIME -> withProcessLifetime;
            case LIVE, CHURN, POOLED, NONE -> false;
        };
    }

    private List<Place> places(List<SiteVerdict> verdicts) {
        return verdicts.stream()
                .map(verdict -> new Place(
                        verdict.site(),
                        Words.bytesInBlocks(bytes(verdict), blocks(verdict)) + ", "
                                + Words.arenas(verdict.site().arenaKinds()) + ": " + verdict.reason()))
                .toList();
    }
}
