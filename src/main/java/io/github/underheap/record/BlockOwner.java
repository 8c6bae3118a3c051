package io.github.underheap.record;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.Origin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What blocks belong to that end together: an arena, or an allocator whose blocks end with one.
 *
 * <p>The object itself is the first entry of its ledger, since most arenas are confined and have one site: then nothing else is made
 * for it. Further sites, and everything of an arena that other threads, the collector or somebody else may close, lie in a
 * {@link Ledger}.
 *
 * <p><b>Race.</b> While {@link #ledger} is null or that of a confined arena, the entry is used by the arena's owner thread alone, whose
 * delegate has already refused every other thread. Any thread may attach a ledger, by compare-and-set; the owner who closes at that
 * very moment may not see it: {@link Ledger#attached}.
 */
public abstract class BlockOwner extends LedgerEntry {

    /** Apart, so that an arena can be made before the library is ready ({@link io.github.underheap.stack.FirstUse}). */
    private static final class Access {

        static final VarHandle LEDGER;

        static {
            try {
                LEDGER = MethodHandles.lookup().findVarHandle(BlockOwner.class, "ledger", Ledger.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    private final Recorder recorder;

    /** What the row says once an arena was closed that had no ledger: to store a ledger there would ask the collector first. */
    private static final int OVER = -1;

    /** Null as long as the entry is enough. */
    volatile @Nullable Ledger ledger;

    /**
     * An owner whose blocks are entered in a ledger.
     *
     * @param ledger null for a confined arena that nobody else can close
     * @param guess the era that the first block will probably be born in, from {@link Recorder#guess}; null if that is not known. A store
     *     to an object that was made just now is free; a later one asks the collector first.
     */
    protected BlockOwner(Recorder recorder, @Nullable Ledger ledger, @Nullable Era guess) {
        this.recorder = recorder;
        this.era = guess;
        if (ledger != null) {
            // Published with the object, by whatever the application does; a fence here would cost as much as all the
            // rest.
            Access.LEDGER.set(this, ledger);
        }
    }

    /** The recorder that books the blocks. */
    protected final Recorder recorder() {
        return recorder;
    }

    /** Whether its segments are as large as was asked for, as those of the JDK's arenas are. */
    protected final boolean givesWhatIsRequested() {
        Ledger known = ledger;
        return known == null || known.ofTheJdk;
    }

    /**
     * The blocks of this owner that may be given back one by one; null if nothing is ever recorded.
     *
     * @param parts whether they are cut from blocks that are counted already
     */
    protected final @Nullable AddressedBlocks blocksThatEndOneByOne(AllocationApi api, boolean parts) {
        Ledger known = ledger;
        return known == null ? null : new AddressedBlocks(recorder, known, Origin.with(known.origin(), api), parts);
    }

    @Nullable
    final Ledger ledger() {
        // Volatile on x86 is a plain load.
        return ledger;
    }

    /** Puts a ledger here unless there is one; returns the one that is there, or {@link Ledger#OVER}. */
    final Ledger attach(Ledger fresh) {
        Ledger other = (Ledger) Access.LEDGER.compareAndExchange(this, null, fresh);
        return isOver() ? Ledger.OVER : other == null ? fresh : other;
    }

    /** Without a fence: a ledger that another thread attaches at this very moment is found by {@link WatchedArenas}. */
    final void over() {
        row = OVER;
    }

    /** Whether the arena was closed while it had no ledger. */
    final boolean isOver() {
        return row == OVER;
    }
}
