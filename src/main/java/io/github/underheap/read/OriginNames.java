package io.github.underheap.read;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Origin;
import java.io.IOException;
import java.util.Arrays;

/** Where blocks came from, by the names that files have. */
final class OriginNames {

    private static final ArenaKind[] KINDS = ArenaKind.values();
    private static final AllocationApi[] APIS = AllocationApi.values();
    private static final String[] NAMES_OF_KINDS = names(KINDS);
    private static final String[] NAMES_OF_APIS = names(APIS);

    private OriginNames() {}

    private static String[] names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toArray(String[]::new);
    }

    /** The value of a key: an array of kinds of arena, as bits of {@link Origin}. */
    static int kinds(JsonInput json) throws IOException {
        int bits = 0;
        json.beginArray();
        while (json.hasNext()) {
            int kind = json.elementOf(NAMES_OF_KINDS);
            if (kind < 0) {
                throw json.wrong(
                        "the kind of arena \"" + JsonInput.shown(json.element("a kind of arena")) + "\" is not known");
            }
            bits |= Origin.of(KINDS[kind]);
        }
        return bits;
    }

    /** The value of a key: an array of ways of allocation, as bits of {@link Origin}. */
    static int apis(JsonInput json) throws IOException {
        int bits = 0;
        json.beginArray();
        while (json.hasNext()) {
            int api = json.elementOf(NAMES_OF_APIS);
            if (api < 0) {
                throw json.wrong("the API \"" + JsonInput.shown(json.element("an API")) + "\" is not known");
            }
            bits |= Origin.of(APIS[api]);
        }
        return bits;
    }
}
