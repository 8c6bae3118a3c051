package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.ProfileFormats;
import io.github.underheap.select.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfilesTest {

    private static final Frame ENCODE = Frame.of("com.acme.Codec", "encode", "Codec.java", 42, 7);
    private static final Frame MAIN = Frame.of("com.acme.Main", "main", "Main.java", 5, 3);

    @TempDir
    private Path folder;

    private static Profile.Builder profile(Frame frame, long bytes, long liveBytes) {
        Profile.Builder builder = Profile.builder();
        int site = builder.site(List.of(frame, MAIN));
        return builder.add(site, SiteNumber.TOTAL_BYTES, bytes)
                .add(site, SiteNumber.TOTAL_BLOCKS, 1)
                .add(site, SiteNumber.LIVE_BYTES, liveBytes)
                .add(site, SiteNumber.PEAK_BYTES, bytes);
    }

    private static ProfileFacts.Builder facts(long pid, String command) {
        return ProfileFacts.builder().process(new ProcessInfo(pid, command, "host"));
    }

    @Test
    void aFileOfATracker() throws IOException {
        Path file = folder.resolve("profile.json");
        try (Tracker tracker = Tracker.create()) {
            tracker.recordAlloc(1_009);
            tracker.writeDhat(file);
        }

        Profile profile = Profiles.read(file);

        assertThat(profile.stats().currentBytes()).isEqualTo(1_009);
        assertThat(profile.site(0).frames().getFirst().methodName()).isEqualTo("aFileOfATracker");
    }

    @Test
    void eachSiteHasAVerdict() {
        try (Tracker tracker = Tracker.create();
                Profiler window = Profiler.start(tracker)) {
            tracker.ofConfined().allocate(1_013);
            tracker.ofGlobal().allocate(1_009);
            tracker.recordAlloc(997).freed();
            tracker.ofConfined().allocate(991);

            assertThat(Profiles.verdicts(window.profile()))
                    .extracting(SiteVerdict::kind)
                    .containsExactly(
                            SiteVerdict.Kind.LIVE,
                            SiteVerdict.Kind.PROCESS_LIFETIME,
                            SiteVerdict.Kind.NONE,
                            SiteVerdict.Kind.LIVE);

            assertThat(window.stop().currentBytes()).isEqualTo(3_013);
            List<SiteVerdict> verdicts = Profiles.verdicts(window.profile());
            assertThat(verdicts)
                    .extracting(verdict -> verdict.site().totalBytes())
                    .containsExactly(1_013L, 1_009L, 997L, 991L);
            assertThat(verdicts)
                    .extracting(verdict -> verdict.kind() + ": " + verdict.reason())
                    .containsExactly(
                            "LEAKED: 1 of 1 blocks were never freed",
                            "PROCESS_LIFETIME: in the global arena, which is never closed",
                            "NONE: ",
                            "LEAKED: 1 of 1 blocks were never freed");
        }
    }

    /** A new verdict of reports needs a name here. */
    @ParameterizedTest
    @EnumSource
    void everyVerdictHasAName(Verdict verdict) {
        assertThat(SiteVerdict.Kind.valueOf(verdict.name()).ordinal()).isEqualTo(verdict.ordinal());
    }

    @Test
    void aWindowIsWrittenInAnyFormat() throws IOException {
        Path dhat = folder.resolve("window.json");
        Path csv = Files.writeString(folder.resolve("window.csv"), "older");
        try (Tracker tracker = Tracker.create()) {
            tracker.recordAlloc(1_009);
            Profiler window = Profiler.start(tracker);
            tracker.recordAlloc(1_013);
            Profiles.write(window.profile(), "dhat", dhat);
            Profiles.write(window.profile(), "csv", csv);
        }

        assertThat(Profiles.read(dhat).stats().currentBytes()).isEqualTo(1_013);
        assertThat(csv).content().contains("1013").doesNotContain("older", "1009");
        Profile difference = Profiles.difference(Profiles.read(dhat), Profiles.read(dhat));
        assertThatThrownBy(() -> Profiles.write(difference, "dhat", dhat)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Profiles.read(dhat).stats().currentBytes()).isEqualTo(1_013);
        assertThatThrownBy(() -> Profiles.write(difference, "xml", dhat))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("format 'xml' is not known");
    }

    @Test
    void processesAreMergedByEqualStacks() throws IOException {
        Profile first = profile(ENCODE, 1_009, 1_009)
                .facts(facts(7, "java A")
                        .startEpochMillis(5_000)
                        .durationNanos(30)
                        .peakNanos(11)
                        .remark("a remark")
                        .build())
                .build();
        Profile second = profile(ENCODE, 503, 0)
                .facts(facts(11, "java B")
                        .startEpochMillis(4_000)
                        .durationNanos(50)
                        .peakNanos(13)
                        .build())
                .build();
        Profile third = profile(MAIN, 13, 13).facts(facts(13, "java B").build()).build();
        Path file = folder.resolve("second.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            ProfileFormats.get("json").write(second, out);
        }

        Profile sum = Profiles.merge(first, Profiles.read(file), third);

        assertThat(sum.siteCount()).isEqualTo(2);
        assertThat(sum.site(0).totalBytes()).isEqualTo(1_512);
        assertThat(sum.site(0).liveBytes()).isEqualTo(1_009);
        assertThat(sum.stats().peakBytes()).isEqualTo(1_009 + 503 + 13);
        assertThat(sum.startEpochMillis()).as("where it is known").isEqualTo(4_000);
        assertThat(sum.durationNanos()).isEqualTo(50);
        assertThat(sum.peakNanos()).as("of the highest peak").isEqualTo(11);
        assertThat(sum.process()).isEqualTo(new ProcessInfo(0, "java A + java B", "host"));
        assertThat(sum.remarks()).containsExactly("process 7: a remark");
    }

    @Test
    void commandsOfManyProcessesAreNotAllNamed() {
        Profile[] many = new Profile[20];
        for (int i = 0; i < many.length; i++) {
            many[i] = profile(ENCODE, 1, 0).facts(facts(i + 1, "c" + i).build()).build();
        }

        assertThat(Profiles.merge(many).command())
                .isEqualTo(
                        "c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15 + 4 more");
    }

    @Test
    void aMergeSaysWhatSomeOfItDoNotKnow() {
        Set<SiteNumber> unknown = Set.of(SiteNumber.LIVE_BYTES, SiteNumber.PEAK_BYTES);
        Profile totalsOnly = profile(ENCODE, 1_009, 0)
                .facts(facts(7, "a").timed(false).unmeasured(unknown).build())
                .build();
        Profile whole = profile(ENCODE, 503, 503).facts(facts(7, "a").build()).build();

        Profile mixed = Profiles.merge(whole, totalsOnly);
        Profile none = Profiles.merge(totalsOnly, totalsOnly);

        assertThat(mixed.measures(SiteNumber.LIVE_BYTES)).isTrue();
        assertThat(mixed.timed()).isTrue();
        assertThat(mixed.remarks())
                .containsExactly(
                        "1 of 2 profiles know total bytes and blocks only; what was live there, and its peaks, count as 0",
                        "1 of 2 profiles measured no lifetimes; theirs count as 0");
        assertThat(none.measures(SiteNumber.LIVE_BYTES)).isFalse();
        assertThat(none.measures(SiteNumber.TOTAL_BYTES)).isTrue();
        assertThat(none.timed()).isFalse();
        assertThat(none.remarks()).isEmpty();
    }

    @Test
    void lifetimesInDifferentUnitsAreNotAdded() {
        Profile micros = profile(ENCODE, 1_009, 0).build();
        Profile instructions = profile(ENCODE, 503, 0)
                .facts(ProfileFacts.builder().timeUnit("instrs").build())
                .build();

        Profile sum = Profiles.merge(micros, instructions);

        assertThat(sum.timed()).isFalse();
        assertThat(sum.remarks()).containsExactly("lifetimes are counted in different units (µs, instrs) and left out");
        assertThat(Profiles.merge(instructions, instructions).timeUnit()).isEqualTo("instrs");
        assertThat(Profiles.difference(micros, instructions).timed()).isFalse();
    }

    @Test
    void theDifferenceHasWhatChanged() {
        Profile before = profile(ENCODE, 1_009, 1_009).build();
        Profile after = Profiles.merge(before, profile(MAIN, 503, 503).build());

        Profile difference = Profiles.difference(before, after);

        assertThat(difference.isDifference()).isTrue();
        assertThat(difference.siteCount()).isEqualTo(1);
        AllocationSite site = difference.site(0);
        assertThat(site.frames()).containsExactly(MAIN, MAIN);
        assertThat(site.liveBytes()).isEqualTo(503);
    }

    @Test
    void theDifferenceKnowsWhatBothKnow() {
        Profile whole = profile(ENCODE, 1_009, 1_009).build();
        Profile totalsOnly = profile(ENCODE, 503, 0)
                .facts(ProfileFacts.builder()
                        .unmeasured(Set.of(SiteNumber.LIVE_BYTES))
                        .build())
                .build();

        assertThat(Profiles.difference(whole, totalsOnly).measures(SiteNumber.LIVE_BYTES))
                .isFalse();
        assertThat(Profiles.difference(totalsOnly, whole).measures(SiteNumber.LIVE_BYTES))
                .isFalse();
        assertThat(Profiles.difference(totalsOnly, whole).measures(SiteNumber.TOTAL_BYTES))
                .isTrue();
    }

    @Test
    void nothingIsNotMerged() {
        assertThatThrownBy(() -> Profiles.merge())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no profile to merge");
    }
}
