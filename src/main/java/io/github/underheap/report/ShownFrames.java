package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The frames of a profile that a viewer can tell apart, numbered from 0 in the order in which they are first used. Two calls on one line differ
 * by their bytecode index alone, which no viewer shows: they are one frame.
 *
 * <p>Not thread-safe. What is held is each such frame, and four bytes for every frame of the profile.
 */
final class ShownFrames {

    private final Profile profile;
    /** One more than the place of a frame; 0 if it was not used so far. */
    private final int[] places;

    private final Map<ShownFrame, Integer> known = new HashMap<>();
    private final List<ShownFrame> frames = new ArrayList<>();

    ShownFrames(Profile profile) {
        this.profile = profile;
        this.places = new int[profile.frameLimit()];
    }

    /** The place of a frame, by its number in the profile. */
    int place(int number) {
        int place = places[number];
        if (place == 0) {
            ShownFrame frame = ShownFrame.of(profile.frame(number));
            Integer before = known.putIfAbsent(frame, frames.size());
            if (before == null) {
                frames.add(frame);
                place = frames.size();
            } else {
                place = before + 1;
            }
            places[number] = place;
        }
        return place - 1;
    }

    /** All frames that were used so far, by place. */
    List<ShownFrame> all() {
        return Collections.unmodifiableList(frames);
    }
}
