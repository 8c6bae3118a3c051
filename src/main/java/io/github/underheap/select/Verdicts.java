package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.text.Numbers;
import java.util.Locale;
import java.util.Set;

/**
 * Judges the sites of one profile, each with a reason in words, and finds the frame by which a person recognises it.
 *
 * <p>A live block is of a pool, or meant to live as long as the process, if a rule says so, or if it was allocated under a static initialiser or
 * in the global arena. Else it is <b>leaked</b> if the profile is final ({@link Profile#isFinal()}): the process or the window has ended, and nobody
 * freed it. Blocks of automatic arenas never are, since the garbage collector frees them. While a process runs, blocks are <b>live</b>.
 *
 * <p>A profile has the kinds of arena by site, not by block. A site with blocks in arenas of several kinds, of which one is global or automatic,
 * is therefore never called leaked; the reason says so.
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
        Set<ArenaKind> kinds = site.arenaKinds();
        if (kinds.contains(ArenaKind.GLOBAL)) {
            return kinds.size() == 1 ? Verdict.PROCESS_LIFETIME : Verdict.LIVE;
        }
        return profile.isFinal() && !kinds.contains(ArenaKind.AUTO) ? Verdict.LEAKED : Verdict.LIVE;
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
                        Numbers.exact(site.liveBlocks()) + " of " + Numbers.exact(site.totalBlocks())
                                + " blocks were never freed",
                        whatToDo(site));
        };
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

    private String whyItMayBeFreed(AllocationSite site) {
        Set<ArenaKind> kinds = site.arenaKinds();
        boolean mayStay = kinds.contains(ArenaKind.GLOBAL) || kinds.contains(ArenaKind.AUTO);
        if (!mayStay) {
            return "not freed so far";
        }
        if (kinds.size() > 1) {
            return "in arenas of several kinds (" + words(kinds) + "), whose blocks the profile does not tell apart";
        }
        return "in an automatic arena, whose blocks the garbage collector frees";
    }

    private static String words(Set<ArenaKind> kinds) {
        return String.join(
                ", ",
                kinds.stream().map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList());
    }

    private boolean isChurn(AllocationSite site) {
        return profile.timed()
                && profile.timeUnit().equals(ProfileFacts.MICROS)
                && site.totalBlocks() >= MANY_BLOCKS
                && site.lifetimeNanos() / site.totalBlocks() < SHORT_LIFE;
    }
}
