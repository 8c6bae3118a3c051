package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.text.Numbers;
import java.util.Set;

/**
 * Judges the sites of one profile, each with a reason in words, and finds the frame by which a person recognises it.
 *
 * <p>A live block is of a pool, or meant to live as long as the process, if a rule says so, or if it was allocated under a static initialiser or
 * in the global arena. Else it is <b>leaked</b> if the profile is final ({@link Profile#isFinal()}): the process or the window has ended, and nobody
 * freed it. Blocks of automatic arenas never are, since the garbage collector frees them. While a process runs, blocks are <b>live</b>.
 *
 * <p>Of a site with blocks in several kinds of arena, those are leaked that are live in arenas that somebody could have closed.
 *
 * <p>Thread-safe.
 */
public final class Verdicts {

    /** A site is churn if its blocks live shorter than this on average, in ns … */
    private static final long SHORT_LIFE = 1_000_000;

    /** … and there are at least so many of them. */
    private static final long MANY_BLOCKS = 1_000;

    private static final int NO_RULE = -1;

    private final Profile profile;
    private final Rules rules;
    private final FrameTraits traits;

    /** Verdicts on the sites of a profile. */
    public Verdicts(Profile profile, Rules rules) {
        this.profile = profile;
        this.rules = rules;
        this.traits = new FrameTraits(profile, rules);
    }

    /** The profile that is judged. */
    public Profile profile() {
        return profile;
    }

    /** The rules by which it is judged. */
    public Rules rules() {
        return rules;
    }

    /**
     * The first frame of the application, which names a site: not of the JDK, of this library, of jextract's bindings, or of what a rule calls a
     * library. The innermost frame if there is none.
     */
    public Frame frameOfApplication(AllocationSite site) {
        int number = frameNumber(site);
        return number < 0 ? Frame.NO_STACK : profile.frame(number);
    }

    /** The number of {@link #frameOfApplication}; -1 if the stack is empty. */
    public int frameNumber(AllocationSite site) {
        int[] numbers = site.frameNumbers();
        for (int number : numbers) {
            if (isOfApplication(number)) {
                return number;
            }
        }
        return numbers.length == 0 ? -1 : numbers[0];
    }

    /** Whether a frame can name a site: whether it is not of the JDK, of this library, of jextract's bindings, or of what a rule calls a library. */
    public boolean isOfApplication(int frameNumber) {
        return (traits.of(frameNumber) & FrameTraits.APPLICATION) != 0;
    }

    /** Bytes of a site that are leaked; 0 if it is not {@link Verdict#LEAKED}. */
    public long leakedBytes(AllocationSite site) {
        return site.liveBytes() > 0 && verdict(site) == Verdict.LEAKED ? site.closeableLiveBytes() : 0;
    }

    /** What a site is. */
    public Verdict verdict(AllocationSite site) {
        if (site.liveBlocks() <= 0 && site.liveBytes() <= 0) {
            return isChurn(site) ? Verdict.CHURN : Verdict.NONE;
        }
        int all = 0;
        int rule = Integer.MAX_VALUE;
        for (int number : site.frameNumbers()) {
            int of = traits.of(number);
            all |= of;
            int its = FrameTraits.rule(of);
            rule = its == NO_RULE ? rule : Math.min(rule, its);
        }
        if (rule != Integer.MAX_VALUE) {
            return rules.get(rule).kind() == Rules.Kind.POOL ? Verdict.POOLED : Verdict.PROCESS_LIFETIME;
        }
        if ((all & FrameTraits.STATIC_INITIALISER) != 0) {
            return Verdict.PROCESS_LIFETIME;
        }
        if (hasCloseable(site)) {
            return profile.isFinal() ? Verdict.LEAKED : Verdict.LIVE;
        }
        return isAllGlobal(site) ? Verdict.PROCESS_LIFETIME : Verdict.LIVE;
    }

    /** Whether blocks are live that somebody could have freed. */
    private static boolean hasCloseable(AllocationSite site) {
        return site.closeableLiveBlocks() > 0 || site.closeableLiveBytes() > 0;
    }

    /** Whether all that nobody can free is in the global arena. */
    private static boolean isAllGlobal(AllocationSite site) {
        Set<ArenaKind> kinds = site.arenaKinds();
        return kinds.contains(ArenaKind.GLOBAL) && !kinds.contains(ArenaKind.AUTO);
    }

    /** What a site is, why, and what to do. */
    public Finding finding(AllocationSite site) {
        Verdict verdict = verdict(site);
        return switch (verdict) {
            case NONE -> Finding.NOTHING;
            case CHURN ->
                new Finding(
                        verdict,
                        Numbers.exact(site.totalBlocks()) + " blocks lived for less than a millisecond on average",
                        "allocate once and use the memory again");
            case POOLED, PROCESS_LIFETIME -> new Finding(verdict, whyItStays(site), "");
            case LIVE -> new Finding(verdict, whyItMayBeFreed(site), "");
            case LEAKED ->
                new Finding(
                        verdict,
                        Numbers.exact(site.closeableLiveBlocks()) + " of " + Numbers.exact(site.totalBlocks())
                                + " blocks were never freed" + butForUncloseable(site),
                        whatToDo(site));
        };
    }

    private static String butForUncloseable(AllocationSite site) {
        long blocks = site.uncloseableLiveBlocks();
        return blocks == 0
                ? ""
                : ", besides " + Numbers.exact(blocks) + " in "
                        + (isAllGlobal(site) ? "the global arena" : "arenas that nobody can close");
    }

    private static String whatToDo(AllocationSite site) {
        boolean inArena = !site.arenaKinds().isEmpty();
        if (site.liveBlocks() < site.totalBlocks()) {
            return "find the path on which " + (inArena ? "its arena is not closed" : "it is not freed");
        }
        return (inArena ? "close its arena" : "free it") + ", or say by a rule that it is meant to stay";
    }

    private String whyItStays(AllocationSite site) {
        int first = Integer.MAX_VALUE;
        String initialiser = null;
        for (Frame frame : site.frames()) {
            int rule = rules.match(frame);
            first = rule == NO_RULE ? first : Math.min(first, rule);
            if (initialiser == null && frame.methodName().equals("<clinit>")) {
                initialiser = frame.className();
            }
        }
        if (first != Integer.MAX_VALUE) {
            Rules.Rule rule = rules.get(first);
            return (rule.isKnown()
                            ? "allocated by a known pool, "
                            : "by the rule " + rule.kind().word() + " ")
                    + rule.pattern();
        }
        return initialiser == null
                ? "in the global arena, which is never closed"
                : "allocated under the static initialiser of " + initialiser;
    }

    private static String whyItMayBeFreed(AllocationSite site) {
        if (hasCloseable(site)) {
            return "not freed so far";
        }
        return site.arenaKinds().contains(ArenaKind.GLOBAL)
                ? "in the global arena and in automatic ones, which nobody can close"
                : "in an automatic arena, whose blocks the garbage collector frees";
    }

    private boolean isChurn(AllocationSite site) {
        return profile.timed()
                && profile.timeUnit().equals(ProfileFacts.MICROS)
                && site.totalBlocks() >= MANY_BLOCKS
                && site.lifetimeNanos() / site.totalBlocks() < SHORT_LIFE;
    }
}
