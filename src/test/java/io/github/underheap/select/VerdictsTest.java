package io.github.underheap.select;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictsTest {

    private static final int SHARED = Origin.of(ArenaKind.SHARED, AllocationApi.ARENA);
    private static final Frame ENCODE = frame("com.acme.Codec", "encode", 42);
    private static final Frame MAIN = frame("com.acme.Main", "main", 7);
    private static final Frame CLINIT = frame("com.acme.Tables", "<clinit>", 3);

    @Test
    void whatIsLiveAtTheEndIsLeaked() {
        Finding some = finding(true, SHARED, 5, 3, ENCODE, MAIN);
        assertThat(some)
                .isEqualTo(new Finding(
                        Verdict.LEAKED,
                        "3 of 5 blocks were never freed",
                        "find the path on which its arena is not closed"));
        Finding all = finding(true, SHARED, 5, 5, ENCODE, MAIN);
        assertThat(all)
                .isEqualTo(new Finding(
                        Verdict.LEAKED,
                        "5 of 5 blocks were never freed",
                        "close its arena, or say by a rule that it is meant to stay"));
    }

    @Test
    void aBlockOfNoArenaIsToBeFreed() {
        int handle = Origin.of(AllocationApi.HANDLE);
        assertThat(finding(true, handle, 2, 2, ENCODE).hint())
                .isEqualTo("free it, or say by a rule that it is meant to stay");
        assertThat(finding(true, handle, 2, 1, ENCODE).hint()).isEqualTo("find the path on which it is not freed");
    }

    @Test
    void whileTheProgramRunsItIsLive() {
        assertThat(finding(false, SHARED, 5, 3, ENCODE, MAIN))
                .isEqualTo(new Finding(Verdict.LIVE, "not freed so far", ""));
    }

    @Test
    void theGlobalArenaIsMeantToLast() {
        assertThat(finding(true, Origin.of(ArenaKind.GLOBAL), 5, 5, ENCODE))
                .isEqualTo(new Finding(Verdict.PROCESS_LIFETIME, "in the global arena, which is never closed", ""));
    }

    @Test
    void automaticArenasAreFreedByTheGarbageCollector() {
        assertThat(finding(true, Origin.of(ArenaKind.AUTO), 5, 5, ENCODE))
                .isEqualTo(new Finding(
                        Verdict.LIVE, "in an automatic arena, whose blocks the garbage collector frees", ""));
    }

    @Test
    void bothTogetherAreMaybeFreed() {
        assertThat(finding(true, Origin.of(ArenaKind.GLOBAL) | Origin.of(ArenaKind.AUTO), 5, 5, ENCODE))
                .isEqualTo(new Finding(
                        Verdict.LIVE, "in the global arena and in automatic ones, which nobody can close", ""));
    }

    /** Of 7 blocks 5 are live, 2 of which are in an arena that cannot be closed, as was one that has been freed. */
    @ParameterizedTest
    @CsvSource({"AUTO, arenas that nobody can close", "GLOBAL, the global arena"})
    void ofSeveralKindsOfArenaThoseLeakThatCouldHaveBeenClosed(ArenaKind kind, String where) {
        Judged judged = mixed(true, kind, 5, 3, 1);

        assertThat(judged.finding())
                .isEqualTo(new Finding(
                        Verdict.LEAKED,
                        "3 of 7 blocks were never freed, besides 2 in " + where,
                        "find the path on which its arena is not closed"));
        assertThat(judged.verdicts.leakedBytes(judged.verdicts.profile().site(0)))
                .isEqualTo(3 * 101);
        assertThat(mixed(false, kind, 5, 3, 1).finding()).isEqualTo(new Finding(Verdict.LIVE, "not freed so far", ""));
    }

    @Test
    void ofSeveralKindsOfArenaNothingLeaksIfAllThatIsLiveCannotBeFreed() {
        assertThat(mixed(true, ArenaKind.GLOBAL, 3, 3, 0).finding())
                .isEqualTo(new Finding(Verdict.PROCESS_LIFETIME, "in the global arena, which is never closed", ""));
        assertThat(mixed(true, ArenaKind.AUTO, 2, 3, 1).finding())
                .isEqualTo(new Finding(
                        Verdict.LIVE, "in an automatic arena, whose blocks the garbage collector frees", ""));
    }

    /** An arena of somebody's own may be an automatic one. */
    @Test
    void whatNobodyCanCloseMayBeInArenasOfAnyKind() {
        Judged judged = mixed(true, ArenaKind.CUSTOM, 3, 3, 0);
        assertThat(judged.finding().verdict()).isEqualTo(Verdict.LIVE);
    }

    private static Judged mixed(boolean atEnd, ArenaKind kind, long live, long uncloseable, long freed) {
        Profile.Builder builder = Profile.builder();
        int site = builder.site(List.of(ENCODE));
        builder.origin(site, Origin.of(kind) | SHARED)
                .add(site, SiteNumber.TOTAL_BYTES, 7 * 101)
                .add(site, SiteNumber.TOTAL_BLOCKS, 7)
                .add(site, SiteNumber.LIVE_BYTES, live * 101)
                .add(site, SiteNumber.LIVE_BLOCKS, live)
                .add(site, SiteNumber.UNCLOSEABLE_BYTES, uncloseable * 101)
                .add(site, SiteNumber.UNCLOSEABLE_BLOCKS, uncloseable)
                .add(site, SiteNumber.UNCLOSEABLE_FREED_BYTES, freed * 101)
                .add(site, SiteNumber.UNCLOSEABLE_FREED_BLOCKS, freed);
        Profile profile = builder.build();
        return new Judged(new Verdicts(atEnd ? profile.asFinal() : profile, Rules.BUILT_IN));
    }

    @ParameterizedTest
    @EnumSource(
            value = ArenaKind.class,
            names = {"CONFINED", "SHARED", "CUSTOM"})
    void arenasThatAreToBeClosedLeak(ArenaKind kind) {
        assertThat(finding(true, Origin.of(kind), 1, 1, ENCODE).verdict()).isEqualTo(Verdict.LEAKED);
    }

    @Test
    void whatAStaticInitialiserAllocatesIsMeantToLast() {
        assertThat(finding(true, SHARED, 1, 1, ENCODE, CLINIT, MAIN))
                .isEqualTo(new Finding(
                        Verdict.PROCESS_LIFETIME, "allocated under the static initialiser of com.acme.Tables", ""));
    }

    @Test
    void aRuleComesBeforeAllElse() {
        Rules rules = Rules.parse("r", List.of("pool com.acme.Codec.*"));
        int[] origins = {SHARED, Origin.of(ArenaKind.GLOBAL), Origin.of(ArenaKind.AUTO)};
        for (int origin : origins) {
            assertThat(finding(rules, true, origin, 1, 1, ENCODE, CLINIT, MAIN))
                    .isEqualTo(new Finding(Verdict.POOLED, "by the rule pool com.acme.Codec.*", ""));
        }
    }

    @Test
    void ofRulesTheFirstOfTheFileCountsWhereverItsFrameIs() {
        Rules inner = Rules.parse("r", List.of("process-lifetime com.acme.Main.main", "pool com.acme.Codec.*"));
        assertThat(finding(inner, true, SHARED, 1, 1, ENCODE, MAIN))
                .isEqualTo(
                        new Finding(Verdict.PROCESS_LIFETIME, "by the rule process-lifetime com.acme.Main.main", ""));
        Rules outer = Rules.parse("r", List.of("pool com.acme.Codec.*", "process-lifetime com.acme.Main.main"));
        assertThat(finding(outer, true, SHARED, 1, 1, ENCODE, MAIN).verdict()).isEqualTo(Verdict.POOLED);
    }

    @Test
    void aRuleOfTheUserComesBeforeTheKnownPools() {
        Frame netty = frame("io.netty.buffer.PoolArena$DirectArena", "newChunk", 701);
        assertThat(finding(Rules.BUILT_IN, true, SHARED, 1, 1, netty, MAIN))
                .isEqualTo(new Finding(
                        Verdict.POOLED, "allocated by a known pool, io.netty.buffer.PoolArena$*.newChunk", ""));
        Rules own = Rules.parse("r", List.of("process-lifetime com.acme.Main.main"));
        assertThat(finding(own, true, SHARED, 1, 1, netty, MAIN).verdict()).isEqualTo(Verdict.PROCESS_LIFETIME);
    }

    @Test
    void aRuleForLibrariesSaysNothingOfLeaks() {
        Rules rules = Rules.parse("r", List.of("library com.acme.Codec.*"));
        assertThat(finding(rules, true, SHARED, 1, 1, ENCODE, MAIN).verdict()).isEqualTo(Verdict.LEAKED);
    }

    @ParameterizedTest
    @CsvSource({"1000,  999999999, CHURN", "1000, 1000000000, NONE", " 999,        999, NONE", "1009,          0, CHURN"
    })
    void manyShortLivesAreChurn(long blocks, long lifetime, Verdict verdict) {
        Finding found = verdicts(Rules.BUILT_IN, false, "µs", 0, blocks, 0, lifetime, ENCODE)
                .finding();
        assertThat(found.verdict()).isEqualTo(verdict);
        if (verdict == Verdict.CHURN) {
            assertThat(found)
                    .isEqualTo(new Finding(
                            verdict,
                            String.format("%,d", blocks) + " blocks lived for less than a millisecond on average",
                            "allocate once and use the memory again"));
        }
    }

    @Test
    void whatIsLiveIsNotChurn() {
        assertThat(verdicts(Rules.BUILT_IN, true, "µs", SHARED, 1_009, 1, 7, ENCODE)
                        .finding()
                        .verdict())
                .isEqualTo(Verdict.LEAKED);
    }

    /** Instructions are no time. */
    @Test
    void whereTimeIsNotMeasuredThereIsNoChurn() {
        assertThat(verdicts(Rules.BUILT_IN, true, "instrs", SHARED, 1_009, 0, 7, ENCODE)
                        .finding())
                .isEqualTo(Finding.NOTHING);
    }

    @Test
    void leakedBytesAreThoseThatAreLive() {
        Judged leaked = verdicts(Rules.BUILT_IN, true, "µs", SHARED, 5, 3, 7, ENCODE);
        assertThat(leaked.verdicts.leakedBytes(leaked.verdicts.profile().site(0)))
                .isEqualTo(3 * 101);
        Judged running = verdicts(Rules.BUILT_IN, false, "µs", SHARED, 5, 3, 7, ENCODE);
        assertThat(running.verdicts.leakedBytes(running.verdicts.profile().site(0)))
                .isZero();
    }

    @Test
    void theFrameOfTheApplicationIsTheFirstThatIsNoLibrary() {
        Frame jdk = frame("java.lang.foreign.SegmentAllocator", "allocateFrom", 1);
        Frame own = frame("io.github.underheap.TrackingArena", "allocate", 2);
        Frame bindings = frame("org.sqlite.sqlite3_h", "sqlite3_open", 3);
        Frame part = frame("org.sqlite.sqlite3_h_1", "sqlite3_step", 4);
        Frame within = frame("org.sqlite.sqlite3_h$sqlite3_close", "<clinit>", 5);
        Frame generated = frame("com.acme.generated.Struct", "allocate", 6);
        Rules rules = Rules.parse("r", List.of("library com.acme.generated.**"));

        Judged all =
                verdicts(rules, true, "µs", SHARED, 1, 1, 7, own, jdk, bindings, part, within, generated, ENCODE, MAIN);

        assertThat(all.verdicts.frameOfApplication(all.verdicts.profile().site(0)))
                .isEqualTo(ENCODE);
    }

    @Test
    void whereAllIsLibraryTheInnermostFrameNamesTheSite() {
        Frame jdk = frame("java.nio.Bits", "reserveMemory", 1);
        Judged judged = verdicts(Rules.BUILT_IN, true, "µs", SHARED, 1, 1, 7, jdk, frame("sun.misc.Unsafe", "x", 2));
        assertThat(judged.verdicts.frameOfApplication(judged.verdicts.profile().site(0)))
                .isEqualTo(jdk);
    }

    private static Finding finding(boolean atEnd, int origin, long blocks, long live, Frame... stack) {
        return finding(Rules.BUILT_IN, atEnd, origin, blocks, live, stack);
    }

    private static Finding finding(Rules rules, boolean atEnd, int origin, long blocks, long live, Frame... stack) {
        return verdicts(rules, atEnd, "µs", origin, blocks, live, 0, stack).finding();
    }

    private record Judged(Verdicts verdicts) {
        Finding finding() {
            return verdicts.finding(verdicts.profile().site(0));
        }
    }

    /** Of a site whose blocks have 101 bytes. */
    private static Judged verdicts(
            Rules rules, boolean atEnd, String unit, int origin, long blocks, long live, long life, Frame... stack) {
        Profile.Builder builder = Profile.builder();
        int site = builder.site(List.of(stack));
        builder.origin(site, origin)
                .add(site, SiteNumber.TOTAL_BYTES, blocks * 101)
                .add(site, SiteNumber.TOTAL_BLOCKS, blocks)
                .add(site, SiteNumber.LIVE_BYTES, live * 101)
                .add(site, SiteNumber.LIVE_BLOCKS, live)
                .add(site, SiteNumber.LIFETIME_LOW, life)
                .facts(ProfileFacts.builder().atEnd(atEnd).timeUnit(unit).build());
        return new Judged(new Verdicts(builder.build(), rules));
    }
}
