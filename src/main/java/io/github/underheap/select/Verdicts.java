package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the sites of one profile, each with a reason in words, and finds the frame that a person looks for.
 *
 * <p><b>Leaked</b> is a block that is live at the end of a process or a window, and neither in the global arena nor in an automatic one, nor meant to
 * live as long as the process, nor of a pool. While a process runs, such a block is <b>live</b>. In a file of another tool, whose arenas
 * nobody knows, all that is live at t-end is leaked.
 *
 * <p>Thread-safe.
 */
public final class Verdicts {

    /** Blocks that live shorter than this on average, in ns, are churn … */
    private static final long SHORT_LIFE = 1_000_000;

    /** … if there are so many of them. */
    private static final long MANY_BLOCKS = 1_000;

    private final Profile profile;
    private final Rules rules;
    private final boolean isFinal;
    private final FrameTraits traits;

    /**
     * Verdicts on the sites of a profile.
     *
     * @param isFinal whether it was taken at the end of a process or a window, so that what is live was not given back
     */
    public Verdicts(Profile profile, Rules rules, boolean isFinal) {
        this.profile = profile;
        this.rules = rules;
        this.isFinal = isFinal;
        this.traits = new FrameTraits(profile, rules);
    }

    /** The number of the first frame of the application, or of the innermost one if there is none; -1 if the stack is empty. */
    public int frameOfApplication(AllocationSite site) {
        int[] numbers = site.frameNumbers();
        for (int number : numbers) {
            if ((traits.of(number) & FrameTraits.APPLICATION) != 0) {
                return number;
            }
        }
        return numbers.length == 0 ? -1 : numbers[0];
    }

    /** Live bytes of a site if they are leaked, else 0. */
    public long leakedBytes(AllocationSite site) {
        return site.liveBytes() > 0 && verdict(site) == Verdict.LEAKED ? site.liveBytes() : 0;
    }

    /** What a site is. */
    public Verdict verdict(AllocationSite site) {
        if (site.liveBlocks() <= 0 && site.liveBytes() <= 0) {
            return isChurn(site) ? Verdict.CHURN : Verdict.NONE;
        }
        int all = 0;
        for (int number : site.frameNumbers()) {
            all |= traits.of(number);
        }
        if ((all & FrameTraits.POOL) != 0) {
            return Verdict.POOLED;
        }
        Set<ArenaKind> kinds = site.arenaKinds();
        if ((all & (FrameTraits.PROCESS_LIFETIME | FrameTraits.STATIC_INITIALISER)) != 0
                || kinds.contains(ArenaKind.GLOBAL)) {
            return Verdict.PROCESS_LIFETIME;
        }
        return isFinal && !kinds.contains(ArenaKind.AUTO) ? Verdict.LEAKED : Verdict.LIVE;
    }

    /** What a site is, why, and what to do. */
    public Finding finding(AllocationSite site) {
        Verdict verdict = verdict(site);
        return switch (verdict) {
            case NONE -> Finding.NOTHING;
            case CHURN ->
                new Finding(
                        verdict,
                        count(site.totalBlocks()) + " blocks lived for less than a millisecond each",
                        "allocate once and use the memory again");
            case POOLED -> new Finding(verdict, "allocated by a pool (" + rule(Rules.Kind.POOL, site) + ")", "");
            case PROCESS_LIFETIME -> new Finding(verdict, whyItLasts(site), "");
            case LIVE ->
                new Finding(
                        verdict,
                        site.arenaKinds().contains(ArenaKind.AUTO)
                                ? "in an automatic arena, whose blocks the garbage collector frees"
                                : "not freed so far",
                        "");
            case LEAKED ->
                new Finding(
                        verdict,
                        count(site.liveBlocks()) + " of " + count(site.totalBlocks()) + " blocks were never freed",
                        site.liveBlocks() >= site.totalBlocks()
                                ? "close its arena, or say by a rule that it is meant to stay"
                                : "find the path on which its arena is not closed");
        };
    }

    private String whyItLasts(AllocationSite site) {
        String rule = rule(Rules.Kind.PROCESS_LIFETIME, site);
        if (rule != null) {
            return "by the rule " + rule;
        }
        if (site.arenaKinds().contains(ArenaKind.GLOBAL)) {
            return "in the global arena, which is never closed";
        }
        for (Frame frame : site.frames()) {
            if (frame.methodName().equals("<clinit>")) {
                return "allocated by the static initialiser of " + frame.className();
            }
        }
        return "";
    }

    private @Nullable String rule(Rules.Kind kind, AllocationSite site) {
        for (Frame frame : site.frames()) {
            String pattern = rules.match(kind, frame);
            if (pattern != null) {
                return pattern;
            }
        }
        return null;
    }

    private boolean isChurn(AllocationSite site) {
        return profile.timed()
                && site.totalBlocks() >= MANY_BLOCKS
                && site.lifetimeNanos() / site.totalBlocks() < SHORT_LIFE;
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
