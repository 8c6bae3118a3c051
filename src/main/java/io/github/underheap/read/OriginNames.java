package io.github.underheap.read;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Origin;
import java.io.IOException;

/** Where blocks came from, by the names that files have. */
final class OriginNames {

    private static final ArenaKind[] KINDS = ArenaKind.values();
    private static final AllocationApi[] APIS = AllocationApi.values();

    private OriginNames() {}

    /** The value of a key: an array of kinds of arena, as bits of {@link Origin}. */
    static int kinds(JsonInput json) throws IOException {
        int bits = 0;
        json.beginArray();
        while (json.hasNext()) {
            bits |= kind(json);
        }
        return bits;
    }

    /** The value of a key: an array of ways of allocation, as bits of {@link Origin}. */
    static int apis(JsonInput json) throws IOException {
        int bits = 0;
        json.beginArray();
        while (json.hasNext()) {
            bits |= api(json);
        }
        return bits;
    }

    private static int kind(JsonInput json) throws IOException {
        for (ArenaKind kind : KINDS) {
            if (json.elementIs(kind.name())) {
                return Origin.of(kind);
            }
        }
        throw json.wrong("the kind of arena \"" + JsonInput.shown(json.element("a kind of arena")) + "\" is not known");
    }

    private static int api(JsonInput json) throws IOException {
        for (AllocationApi api : APIS) {
            if (json.elementIs(api.name())) {
                return Origin.of(api);
            }
        }
        throw json.wrong("the API \"" + JsonInput.shown(json.element("an API")) + "\" is not known");
    }
}
