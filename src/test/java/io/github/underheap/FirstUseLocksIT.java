package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.stack.NeedsTheWalk;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trackers made by a thread that holds what the library needs to get ready: apart, because it waits as long as the library does. */
class FirstUseLocksIT implements NeedsTheWalk {

    @TempDir
    private Path folder;

    @Test
    void whoHoldsTheLockOfTheClassLoaderWaitsForSomeTimeOnly() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .option("--enable-native-access=ALL-UNNAMED")
                .run(FirstUseLockPrograms.TrackerUnderALock.class);

        assertThat(result)
                .isEqualTo(new ForkedJvm.Result(
                        0,
                        "RESULT plain: underheap is not ready after 10 s: the machine is too busy, or what its thread underheap-start"
                                + " needs, such as the lock of a class loader, is held by another one, then off: capture=none; walk: off: it has been under"
                                + " preparation for 5 s, by a thread that waits for another one, then vm, then vm\n",
                        ""));
    }
}
