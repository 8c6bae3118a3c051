package io.github.underheap.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The eras of one recording whose windows are all open: one for each set of windows.
 *
 * <p>Not thread-safe: guarded by the recorder.
 */
final class Eras {

    private final Recording recording;
    private final Era plain;
    private final Map<List<Window>, Era> known = new HashMap<>();

    Eras(Recording recording) {
        this.recording = recording;
        this.plain = new Era(recording, new Window[0]);
    }

    /** What new blocks are counted in. */
    Era current(List<Window> open, @Nullable AutomaticArenas automatic) {
        Set<Thread> named = new LinkedHashSet<>();
        for (Window window : open) {
            named.addAll(window.named());
        }
        Map<Thread, Era> ofThreads = new HashMap<>();
        for (Thread thread : named) {
            ofThreads.put(thread, of(open, thread));
        }
        Era others = of(open, null);
        return ofThreads.isEmpty() && automatic == null
                ? others
                : new Crossroads(others, Map.copyOf(ofThreads), automatic);
    }

    /** Lets the eras that have this window become ones without it. Eras that no block was born in are forgotten. */
    void closed(Window window) {
        List<Era> over = new ArrayList<>();
        for (Era era : known.values()) {
            if (era.has(window)) {
                over.add(era);
            }
        }
        for (Era era : over) {
            List<Window> left = new ArrayList<>(List.of(era.windows()));
            known.remove(List.copyOf(left));
            left.remove(window);
            if (era.isUsed()) {
                Era later = of(List.copyOf(left));
                later.use();
                era.become(later);
            }
        }
    }

    Era plain() {
        return plain;
    }

    /** The era of the windows of two. */
    Era union(Era a, Era b) {
        Set<Window> both = new LinkedHashSet<>(List.of(a.windows()));
        both.addAll(List.of(b.windows()));
        both.removeIf(Window::isClosed);
        Era union = of(List.copyOf(both));
        union.use();
        return union;
    }

    /** The era of the windows that count a thread. */
    private Era of(List<Window> open, @Nullable Thread thread) {
        return of(open.stream().filter(each -> each.counts(thread)).toList());
    }

    private Era of(List<Window> windows) {
        Era era = windows.isEmpty() ? plain : known.get(windows);
        if (era == null) {
            era = new Era(recording, windows.toArray(Window[]::new));
            known.put(List.copyOf(windows), era);
        }
        return era;
    }
}
