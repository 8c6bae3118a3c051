package io.github.underheap.junit;

import io.github.underheap.junit.Breach.Place;
import io.github.underheap.profile.Frame;
import java.util.ArrayList;
import java.util.List;

/**
 * What a failed test says.
 *
 * <pre>
 * &#64;AssertNoOffHeapLeaks: the test leaks 64 bytes in 1 block
 *   64 bytes in 1 block, confined arena: 1 of 1 blocks were never freed
 *     at com.acme.CodecTest.packs(CodecTest.java:42)
 * profile: /app/target/underheap/com.acme.CodecTest.packs-leaks.json and .html
 * </pre>
 */
final class FailureText {

    /** More are in the profile. */
    private static final int MOST_SITES = 5;

    private final List<String> lines = new ArrayList<>();

    /** Adds what the test did. */
    FailureText add(List<Breach> breaches) {
        for (Breach breach : breaches) {
            lines.add(breach.headline());
            addPlaces(breach.sites());
        }
        return this;
    }

    /** Adds a line. */
    FailureText add(String line) {
        lines.add(line);
        return this;
    }

    /** Adds sites, and says how many there are beyond the first ones. */
    FailureText addPlaces(List<Place> places) {
        for (Place place : places.subList(0, Math.min(places.size(), MOST_SITES))) {
            lines.add("  " + place.figures());
            for (Frame frame : SiteStack.of(place.site())) {
                lines.add("    " + SiteStack.line(frame));
            }
        }
        if (places.size() > MOST_SITES) {
            lines.add("  and " + Words.count(places.size() - MOST_SITES, "more site"));
        }
        return this;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
