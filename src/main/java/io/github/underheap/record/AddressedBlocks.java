package io.github.underheap.record;

import io.github.underheap.memory.AddressTable;
import io.github.underheap.memory.PooledMemory;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.profile.SiteNumber;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one allocator that are given back one by one, found by address and size.
 *
 * <p>A block that starts where a live one does takes its place: the allocator has used the memory again, so the old block has ended. Blocks of
 * no bytes may share an address with any others.
 *
 * <p><b>Race: an end against the ledger's.</b> A block is taken out of the table once, then out of the ledger of what it ends with. If that is
 * over, its end has ended the block, and nothing more is booked. A block that is resized is taken out of the ledger meanwhile, so it is
 * ended by one of the two.
 *
 * <p>Thread-safe.
 */
public final class AddressedBlocks {

    private static final VarHandle REQUESTS;

    static {
        try {
            REQUESTS = MethodHandles.lookup().findVarHandle(AddressedBlocks.class, "requests", AddressTable.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SHARDS = 4;

    private final Recorder recorder;
    private final Ledger ledger;
    private final int origin;
    private final boolean parts;
    private final AddressTable addresses;
    /** What was requested of blocks that are larger than that; null while there are none. The birth of an entry is the requested size. */
    private volatile @Nullable AddressTable requests;

    private final EraNumbers eras = new EraNumbers();

    /**
     * Blocks of an allocator.
     *
     * @param ledger of what the blocks end with at the latest
     * @param origin where they come from ({@link io.github.underheap.profile.Origin})
     * @param parts whether they are cut from blocks that are counted already
     */
    public AddressedBlocks(Recorder recorder, Ledger ledger, int origin, boolean parts) {
        this.recorder = recorder;
        this.ledger = ledger;
        this.origin = origin;
        this.parts = parts;
        this.addresses = new AddressTable(SHARDS, new PooledMemory(), recorder.patience());
    }

    /** Blocks that end with their own {@link #freed} only. */
    public static AddressedBlocks of(Recorder recorder, int origin) {
        return new AddressedBlocks(recorder, new Ledger(false, origin, Ledger.End.NEVER, null), origin, false);
    }

    /**
     * Books a new block, at the site of the code that called the library.
     *
     * @param size its size as {@link #freed} will be told
     * @param requested the size that was asked for
     */
    public void allocated(long address, long size, long requested) {
        try {
            book(address, size, requested, true);
        } catch (Throwable t) {
            recorder.recording.faults.full = true;
        }
    }

    /** Books a new block that has no address: it ends with its ledger. */
    public void allocatedWithoutAddress(long size, long requested) {
        try {
            book(0, size, requested, false);
        } catch (Throwable t) {
            recorder.recording.faults.full = true;
        }
    }

    private void book(long address, long size, long requested, boolean hasAddress) {
        Era here = null;
        int row = SiteRows.NO_STACK;
        try {
            if (hasAddress) {
                evict(address, size);
            }
            here = recorder.here();
            if (here != null) {
                row = here.site();
                count(here, row, address, size, requested, hasAddress);
            }
        } catch (Throwable t) {
            fault(t, here, row);
        }
    }

    /** Books the end of a block; false if there is no live one of this address and size. */
    public boolean freed(long address, long size) {
        try {
            AddressTable.Block block = new AddressTable.Block();
            if (!found(addresses.remove(address, size, block))) {
                return false;
            }
            end(block, takeRequest(address, size));
            return true;
        } catch (Throwable t) {
            try {
                fault(t, null, SiteRows.NO_STACK);
            } catch (Throwable again) {
                recorder.recording.faults.full = true;
            }
            return false;
        }
    }

    /**
     * Books a new size, and perhaps a new address, of a block. One that is not known, has ended with its ledger, or is not counted in the
     * current recording, is a new block at the caller's site.
     *
     * @param hasAddress whether the block has an address now; otherwise it ends with its ledger
     */
    public void resized(long oldAddress, long oldSize, long newAddress, long newSize, boolean hasAddress) {
        Era here = null;
        int row = SiteRows.NO_STACK;
        try {
            AddressTable.Block block = new AddressTable.Block();
            boolean known = found(addresses.remove(oldAddress, oldSize, block));
            if (hasAddress) {
                evict(newAddress, newSize);
            }
            here = recorder.here();
            if (known) {
                long oldRequest = takeRequest(oldAddress, oldSize);
                Era born = eras.era(block.era);
                if (parts || (here != null && here.recording != born.recording)) {
                    end(block, oldRequest);
                } else if (resize(born, block, oldRequest, newAddress, newSize, hasAddress)) {
                    return;
                }
            }
            if (here != null) {
                row = here.site();
                count(here, row, newAddress, newSize, newSize, hasAddress);
            }
        } catch (Throwable t) {
            try {
                fault(t, here, row);
            } catch (Throwable again) {
                recorder.recording.faults.full = true;
            }
        }
    }

    /** Ends the block that is not empty and starts at an address whose memory was given out again; so it has ended before the new one is live. */
    private void evict(long address, long size) {
        AddressTable.Block block = new AddressTable.Block();
        if (size > 0 && found(addresses.removeNotEmpty(address, block))) {
            end(block, takeRequest(address, block.size));
        }
    }

    private void count(Era here, int row, long address, long size, long requested, boolean hasAddress) {
        long time = recorder.time();
        int round = ledger.round();
        if (parts) {
            Recorder.partsBorn(here, row, requested, origin);
        } else if (!Recorder.born(here, row, requested, time, origin)) {
            return;
        }
        if (enterInLedger(here, round, row, requested, time)) {
            bornUncloseable(here, row, requested);
            if (size > requested) {
                Recorder.tally(here, row, SiteNumber.BACKING_BYTES, size - requested, origin);
            }
            if (hasAddress) {
                enterInTable(here, round, row, address, size, requested, time);
            }
        }
    }

    /** Enters a block that was booked; one that cannot be entered ends at once. */
    private boolean enterInLedger(Era era, int round, int row, long bytes, long time) {
        Ledger.Entered entered = null;
        try {
            entered = ledger.add(era, row, parts, bytes, round, recorder.patience());
        } finally {
            // If a fault came in between, who handles that counts the loss.
            if (entered != Ledger.Entered.DONE) {
                endCounted(era, row, bytes, time);
            }
            if (entered == Ledger.Entered.LOST) {
                era.recording.lose();
            }
        }
        return entered == Ledger.Entered.DONE;
    }

    /**
     * Puts a block into the table; one that finds no room there cannot be freed by itself and ends with its ledger. It comes last, so that who
     * finds a block in the table finds it in the ledger too.
     */
    private void enterInTable(Era era, int round, int row, long address, long size, long requested, long time) {
        if (size != requested) {
            AddressTable.Answer ignored = requests().add(address, size, requested, row, 0, new AddressTable.Block());
        }
        AddressTable.Block replaced = new AddressTable.Block();
        int number = eras.use(era, round);
        AddressTable.Answer answer = null;
        try {
            answer = addresses.add(address, size, time, row, number, replaced);
        } finally {
            if (answer == null || answer == AddressTable.Answer.LOST) {
                eras.release(number);
            }
        }
        if (answer == AddressTable.Answer.LOST) {
            era.recording.lose();
        }
        if (answer == AddressTable.Answer.FOUND) {
            // Another thread was given the same memory at this moment.
            end(replaced, replaced.size == size ? requested : takeRequest(address, replaced.size));
        }
    }

    /** Books a new size of a block; false if it has ended with its ledger. */
    private boolean resize(
            Era born, AddressTable.Block block, long oldBytes, long newAddress, long newSize, boolean hasAddress) {
        int row = block.row;
        int round = eras.round(block.era);
        Ledger.Entered taken = ledger.remove(born, row, false, oldBytes, round, recorder.patience());
        eras.release(block.era);
        if (taken != Ledger.Entered.DONE) {
            if (taken == Ledger.Entered.LOST) {
                born.recording.lose();
            }
            return taken == Ledger.Entered.LOST;
        }
        long time = recorder.time();
        Era now = recorder.resized(born, row, oldBytes, newSize, block.birth, time, origin);
        Era in = now == null ? born.now() : now;
        long bytes = now == null ? oldBytes : newSize;
        if (now != null) {
            diedUncloseable(born, row, oldBytes);
        }
        if (enterInLedger(in, round, row, bytes, time)) {
            if (now != null) {
                bornUncloseable(in, row, bytes);
            }
            if (hasAddress) {
                enterInTable(in, round, row, newAddress, newSize, bytes, now == null ? block.birth : time);
            }
        } else if (now == null) {
            diedUncloseable(in, row, bytes);
        }
        return true;
    }

    private boolean found(AddressTable.Answer answer) {
        if (answer == AddressTable.Answer.LOST) {
            recorder.recording().lose();
        }
        return answer == AddressTable.Answer.FOUND;
    }

    /** The requested size of a block that has been removed. */
    private long takeRequest(long address, long size) {
        AddressTable known = requests;
        AddressTable.Block found = new AddressTable.Block();
        return known != null && known.remove(address, size, found) == AddressTable.Answer.FOUND ? found.birth : size;
    }

    private void end(AddressTable.Block block, long bytes) {
        Era born = eras.era(block.era);
        Ledger.Entered taken = ledger.remove(born, block.row, parts, bytes, eras.round(block.era), recorder.patience());
        eras.release(block.era);
        if (taken == Ledger.Entered.DONE) {
            diedUncloseable(born, block.row, bytes);
            endCounted(born, block.row, bytes, recorder.time());
        } else if (taken == Ledger.Entered.LOST) {
            born.recording.lose();
        }
    }

    private void bornUncloseable(Era era, int row, long bytes) {
        if (ledger.isUncloseable() && !parts) {
            Recorder.uncloseableBorn(era, row, bytes, origin);
        }
    }

    private void diedUncloseable(Era born, int row, long bytes) {
        if (ledger.isUncloseable() && !parts) {
            Recorder.uncloseableDied(born, row, 1, bytes);
        }
    }

    private void endCounted(Era born, int row, long bytes, long time) {
        if (parts) {
            Recorder.partsDied(born, row, 1, bytes);
        } else {
            Recorder.died(born, row, 1, bytes, time, false);
        }
    }

    private void fault(Throwable t, @Nullable Era here, int row) {
        boolean ignored = addresses.recover();
        AddressTable known = requests;
        if (known != null) {
            ignored = known.recover();
        }
        recorder.fault(t, here == null ? recorder.recording().plain() : here, row, ledger);
    }

    private AddressTable requests() {
        AddressTable known = requests;
        if (known != null) {
            return known;
        }
        AddressTable fresh = new AddressTable(1, new PooledMemory(), recorder.patience());
        AddressTable other = (AddressTable) REQUESTS.compareAndExchange(this, null, fresh);
        return other == null ? fresh : other;
    }
}
