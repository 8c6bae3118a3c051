package io.github.underheap.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginTest {

    @Test
    void everyPairIsReadAsItWasMade() {
        for (ArenaKind kind : ArenaKind.values()) {
            for (AllocationApi api : AllocationApi.values()) {
                assertThat(Origin.kinds(Origin.of(kind, api))).containsExactly(kind);
                assertThat(Origin.apis(Origin.of(kind, api))).containsExactly(api);
            }
        }
    }

    @Test
    void aBlockMayBeInNoArena() {
        assertThat(Origin.kinds(Origin.of(AllocationApi.HANDLE))).isEmpty();
        assertThat(Origin.apis(Origin.of(AllocationApi.HANDLE))).containsExactly(AllocationApi.HANDLE);
        assertThat(Origin.kinds(0)).isEmpty();
        assertThat(Origin.apis(0)).isEmpty();
    }

    @Test
    void bitsOfSeveralBlocksJoin() {
        int bits =
                Origin.of(ArenaKind.SHARED, AllocationApi.ARENA) | Origin.of(ArenaKind.AUTO, AllocationApi.ALLOCATOR);

        assertThat(Origin.kinds(bits)).containsExactly(ArenaKind.SHARED, ArenaKind.AUTO);
        assertThat(Origin.apis(bits)).containsExactly(AllocationApi.ARENA, AllocationApi.ALLOCATOR);
    }

    @Test
    void anAllocatorsBlocksAreInTheSameArenaButNotOfIt() {
        int bits = Origin.with(Origin.of(ArenaKind.CONFINED, AllocationApi.ARENA), AllocationApi.ALLOCATOR);

        assertThat(bits).isEqualTo(Origin.of(ArenaKind.CONFINED, AllocationApi.ALLOCATOR));
    }
}
