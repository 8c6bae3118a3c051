package io.github.underheap.record;

import io.github.underheap.memory.FrameKey;
import io.github.underheap.memory.ProfileMemory;
import io.github.underheap.memory.RowRole;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Frames;
import java.util.Objects;

/**
 * The frames of a recording that were known when a profile was taken, and behind them one for each role of a row that has no stack. A file
 * and line that become known later are shown, too.
 */
final class RecordedFrames implements Frames {

    private static final Frame[] SYNTHETIC = {Frame.TABLE_FULL, Frame.NO_STACK, Frame.NO_SITES};

    private final ProfileMemory memory;
    private final int count;

    RecordedFrames(ProfileMemory memory) {
        this.memory = memory;
        this.count = memory.frameCount();
    }

    /** The number of the frame that stands for a role other than a site. */
    int numberOf(RowRole role) {
        return count
                + switch (role) {
                    case TABLE_FULL -> 0;
                    case NO_STACK -> 1;
                    case NO_SITES -> 2;
                    case SITE -> throw new IllegalArgumentException("a site has frames of its own");
                };
    }

    @Override
    public int limit() {
        return count + SYNTHETIC.length;
    }

    @Override
    public Frame frame(int number) {
        Objects.checkIndex(number, limit());
        if (number >= count) {
            return SYNTHETIC[number - count];
        }
        FrameKey key = memory.frame(number);
        return Frame.of(key.className(), key.method(), key.file(), key.line(), key.bci());
    }

    @Override
    public boolean isSynthetic(int number) {
        return number >= count;
    }
}
