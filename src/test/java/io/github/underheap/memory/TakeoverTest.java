package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A thread that is stopped for good in the middle of a row does not stop the others. */
class TakeoverTest {

    @Test
    void aRowWhoseWriterDoesNotComeBackIsTakenOver() throws InterruptedException {
        ProfileMemory profile = Profiles.profile();
        int row = Profiles.site(profile, 1);
        Profiles.allocate(profile, row, 1009, 1);
        Thread.ofPlatform().start(() -> profile.rows().claim(row)).join();
        assertThat(Profiles.read(profile, row).totalBytes).isEqualTo(1009);
        Profiles.allocate(profile, row, 503, 2);
        RowNumbers numbers = Profiles.read(profile, row);
        assertThat(numbers.totalBytes).isEqualTo(1512);
        assertThat(numbers.takeovers).isEqualTo(1);
        Profiles.allocate(profile, row, 13, 2);
        assertThat(Profiles.read(profile, row).takeovers).isEqualTo(1);
    }

    @Test
    void aThreadGivesUpWhatItCouldNotRelease() {
        ProfileMemory profile = Profiles.profile();
        int row = Profiles.site(profile, 1);
        profile.rows().recover(row);
        assertThat(Profiles.read(profile, row).takeovers).isZero();
        profile.rows().claim(row);
        profile.rows().recover(row);
        profile.rows().recover(row);
        assertThat(Profiles.read(profile, row).takeovers).isEqualTo(1);
        profile.rows().claim(row);
        Profiles.allocate(profile, row, 503, 2);
        assertThat(Profiles.read(profile, row).takeovers).isEqualTo(2);
        assertThat(Profiles.read(profile, row).totalBytes).isEqualTo(503);
    }
}
