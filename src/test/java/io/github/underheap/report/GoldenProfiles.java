package io.github.underheap.report;

import static io.github.underheap.profile.SyntheticProfile.frame;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.profile.SyntheticProfile;
import java.util.List;

/** The two fixed profiles that the golden files show: of a small server yesterday and today. */
final class GoldenProfiles {

    private static final Frame MAIN = frame("com.acme.Main", "main", 17);
    private static final Frame SERVE = frame("com.acme.server.Server", "serve", 71);
    private static final Frame ALLOCATE = frame("java.lang.foreign.SegmentAllocator", "allocateFrom", 619);

    private static final Frame ENCODE = frame("com.acme.codec.Codec", "encode", 42);
    private static final Frame HEADER = frame("com.acme.codec.Codec", "header", 31);
    private static final Frame INDEX = frame("com.acme.store.Index", "<init>", 97);
    private static final Frame DICTIONARY = frame("com.acme.codec.Dictionary", "<clinit>", 13);
    private static final Frame SLAB = frame("com.acme.pool.SlabPool", "grow", 53);
    private static final Frame CACHE = frame("com.acme.store.Cache", "lambda$load$0", 29);
    private static final Frame NATIVE = Frame.of("com.acme.Bridge", "call", "Bridge.java", -2, -1);
    private static final Frame UNKNOWN = Frame.of("Script$1", "run", null, 0, 5);
    private static final Frame HOSTILE = Frame.of("=com.acme.\"Evil\",<&'>", "a;b c\u001b[31m", "E\nvil.java", 7, 7);

    private static final int IN_CONFINED = Origin.of(ArenaKind.CONFINED, AllocationApi.ARENA);
    private static final int IN_SHARED = Origin.of(ArenaKind.SHARED, AllocationApi.ARENA);

    private GoldenProfiles() {}

    /** Today's, which leaks, churns, and has names that nobody should have. */
    static Profile after() {
        SyntheticProfile made = SyntheticProfile.of("java -jar \"server\".jar");
        int dictionary = made.site(DICTIONARY, MAIN);
        made.at(1_000_003).allocate(dictionary, 4_099).origin(dictionary, IN_SHARED);
        int slab = made.site(SLAB, SERVE, MAIN);
        made.at(2_000_003).allocate(slab, 1_048_583).origin(slab, IN_SHARED);
        made.part(slab, 1_031).part(slab, 1_033).freePart(slab, 1_031);
        int encode = made.site(ALLOCATE, ENCODE, SERVE, frame("com.acme.server.Worker", "run", 83), NATIVE, MAIN);
        made.origin(encode, IN_CONFINED);
        for (int i = 1; i <= 5; i++) {
            made.at(10_000_019L * i).allocate(encode, 65_537);
        }
        made.at(60_000_011).free(encode, 65_537).free(encode, 65_537).closeFailed(encode);
        int header = made.site(HEADER, SERVE, MAIN);
        made.origin(header, IN_CONFINED);
        for (int i = 0; i < 1_009; i++) {
            made.allocate(header, 61).at(60_000_011 + 1_009L * i).free(header, 61);
        }
        int index = made.site(INDEX, MAIN);
        made.at(70_000_027).allocate(index, 2_097_169).at(90_000_049).freeLate(index, 2_097_169);
        made.origin(index, IN_SHARED).add(index, SiteNumber.BACKING_BYTES, 4_079);
        int cache = made.site(CACHE, SERVE, MAIN);
        made.allocate(cache, 10_007).origin(cache, Origin.of(ArenaKind.AUTO, AllocationApi.ARENA));
        int global = made.site(UNKNOWN);
        made.allocate(global, 499).origin(global, Origin.of(ArenaKind.GLOBAL, AllocationApi.ALLOCATOR));
        int hostile = made.site(HOSTILE, MAIN);
        made.allocate(hostile, 211).origin(hostile, Origin.of(AllocationApi.HANDLE));
        made.allocateWithoutStack(0);
        made.remark("arenas that were opened before recording could begin are not counted");
        return made.at(100_000_007).profile().asFinal();
    }

    /** Yesterday's: the codec leaked less, there was no cache yet, and a file that is gone today. */
    static Profile before() {
        SyntheticProfile made = SyntheticProfile.of("java -jar \"server\".jar");
        int dictionary = made.site(DICTIONARY, MAIN);
        made.at(1_000_003).allocate(dictionary, 4_099).origin(dictionary, IN_SHARED);
        int slab = made.site(SLAB, SERVE, MAIN);
        made.at(2_000_003).allocate(slab, 2_097_143).origin(slab, IN_SHARED);
        int encode = made.site(ALLOCATE, ENCODE, SERVE, frame("com.acme.server.Worker", "run", 83), NATIVE, MAIN);
        made.at(10_000_019)
                .allocate(encode, 65_537)
                .at(60_000_011)
                .free(encode, 65_537)
                .origin(encode, IN_CONFINED);
        int gone = made.site(frame("com.acme.store.Journal", "append", 19), MAIN);
        made.allocate(gone, 10_009).origin(gone, IN_CONFINED);
        return made.at(80_000_023).profile().asFinal();
    }

    /** What the owner of the server knows of it. */
    static List<String> rules() {
        return List.of("# slabs are kept for the next request", "pool  com.acme.pool.SlabPool.*");
    }
}
