package io.github.underheap;

import io.github.underheap.record.Era;
import io.github.underheap.record.Ledger;
import io.github.underheap.record.Recorder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** An arena whose blocks are recorded, unless its tracker is closed by then. */
final class RecordingArena extends CountingAllocator implements TrackingArena {

    // No field: one of these is made for each arena, and with what it inherits it takes 48 bytes.

    /**
     * Wraps an arena.
     *
     * @param ledger where its blocks are entered
     */
    RecordingArena(Recorder recorder, Arena delegate, Ledger ledger) {
        super(recorder, delegate, ledger, null);
    }

    /**
     * Wraps a confined arena that nobody else can close.
     *
     * @param guess the era that its first block will probably be born in
     */
    RecordingArena(Recorder recorder, Arena delegate, @Nullable Era guess) {
        super(recorder, delegate, null, guess);
    }

    private Arena delegate() {
        return (Arena) target;
    }

    @Override
    public MemorySegment.Scope scope() {
        return delegate().scope();
    }

    @Override
    public void close() {
        Arena delegate = delegate();
        Recorder recorder = recorder();
        if (!Recorder.isConfined(this)) {
            recorder.close(this, delegate);
            return;
        }
        // Asked before: the counter takes its time, which then passes while the delegate closes.
        long time = Recorder.UNKNOWN_TIME;
        try {
            time = recorder.time();
        } catch (Throwable t) {
            // It is asked again where a fault is booked.
        }
        try {
            delegate.close();
        } catch (RuntimeException | Error e) {
            try {
                recorder.closeFailed(this, delegate, e);
            } catch (StackOverflowError again) {
                recorder.outOfStack = true;
            }
            throw e;
        }
        try {
            recorder.closed(this, time);
        } catch (StackOverflowError e) {
            recorder.outOfStack = true;
        }
    }

    @Override
    public String toString() {
        return "TrackingArena[" + target + "]";
    }

    @Override
    MemorySegment counted(MemorySegment segment, long requested) {
        if (segment != null) {
            recorder().allocated(this, requested, isExact() ? 0 : segment.byteSize() - requested);
        }
        return segment;
    }

    @Override
    void look() {
        recorder().look(this);
    }

    @Override
    boolean isExact() {
        return givesWhatIsRequested();
    }
}
