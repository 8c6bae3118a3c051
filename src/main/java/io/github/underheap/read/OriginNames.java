package io.github.underheap.read;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Origin;
import java.io.IOException;

/** Where blocks came from, by the names that files have. */
final class OriginNames {

    private OriginNames() {}

    /**
     * The bits of {@link Origin} that an array of names stands for.
     *
     * @param key {@code kinds} or {@code apis}, which was read just now
     */
    static int read(JsonInput json, String key) throws IOException {
        int bits = 0;
        json.beginArray("\"" + key + "\"");
        while (json.hasNext()) {
            String name = json.element("an element of \"" + key + "\"");
            bits |= key.equals("kinds") ? kind(name, json) : api(name, json);
        }
        return bits;
    }

    private static int kind(String name, JsonInput json) throws IOException {
        for (ArenaKind kind : ArenaKind.values()) {
            if (kind.name().equals(name)) {
                return Origin.of(kind);
            }
        }
        throw json.wrong("the kind of arena \"" + JsonInput.shown(name) + "\" is not known");
    }

    private static int api(String name, JsonInput json) throws IOException {
        for (AllocationApi api : AllocationApi.values()) {
            if (api.name().equals(name)) {
                return Origin.of(api);
            }
        }
        throw json.wrong("the API \"" + JsonInput.shown(name) + "\" is not known");
    }
}
