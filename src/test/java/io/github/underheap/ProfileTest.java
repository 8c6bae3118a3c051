package io.github.underheap;

import static io.github.underheap.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.underheap.memory.FrameKey;
import io.github.underheap.stack.TickClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {

    private final SyntheticProfile made = SyntheticProfile.of("com.acme.Main x");

    @Test
    void aboutTheProcess() {
        Profile profile = made.at(7_001).profile();

        assertThat(profile.command()).isEqualTo("com.acme.Main x");
        assertThat(profile.pid()).isEqualTo(SyntheticProfile.PID);
        assertThat(profile.startEpochMillis()).isEqualTo(1_000_003);
        assertThat(profile.durationNanos()).isEqualTo(7_001);
        assertThat(profile.peakNanos()).isZero();
        assertThat(profile.timed()).isTrue();
        assertThat(profile.siteCount()).isZero();
        assertThat(profile.callSites()).isEmpty();
        assertThat(profile.remarks()).isEmpty();
    }

    @Test
    void saysThatTheClocksDisagree() {
        assertThat(made.at(7_001).profile(3_600_000_500_000L).remarks())
                .containsExactly("the machine slept: lifetimes may be off by 3,600,000 ms");
        assertThat(made.profile(TickClock.SET_BACK).remarks())
                .containsExactly("the processor's clock was set back: lifetimes may be wrong");
    }

    @Test
    void theNumbersOfASite() {
        int site = made.site(frame("A", "a", 1));
        int other = made.site(frame("A", "b", 2));
        made.at(1_000).allocate(site, 1_009).allocate(site, 503).allocate(other, 101);
        made.at(4_000).free(site, 1_009);
        made.rows().logicalAllocated(site, 53, ArenaKind.SHARED.bit() | AllocationApi.ALLOCATOR.bit());
        made.rows().logicalAllocated(site, 47, 0);
        made.rows().logicalFreed(site, 1, 53);
        made.rows().closeFailed(site);
        Profile profile = made.at(9_000).profile();

        CallSite read = profile.site(0);

        assertThat(read.totalBytes()).isEqualTo(1_512);
        assertThat(read.totalBlocks()).isEqualTo(2);
        assertThat(read.liveBytes()).isEqualTo(503);
        assertThat(read.liveBlocks()).isEqualTo(1);
        assertThat(read.atPeakBytes()).isEqualTo(1_512);
        assertThat(read.atPeakBlocks()).isEqualTo(2);
        assertThat(read.ownPeakBytes()).isEqualTo(1_512);
        assertThat(read.ownPeakBlocks()).isEqualTo(2);
        assertThat(read.lifetimeMicros()).isEqualTo(3 + 8);
        assertThat(read.lifetimeSaturated()).isFalse();
        assertThat(read.logicalBytes()).isEqualTo(100);
        assertThat(read.logicalBlocks()).isEqualTo(2);
        assertThat(read.logicalLiveBytes()).isEqualTo(47);
        assertThat(read.logicalLiveBlocks()).isEqualTo(1);
        assertThat(read.failedCloses()).isEqualTo(1);
        assertThat(read.lateBlocks()).isZero();
        assertThat(read.arenaKinds()).containsExactly(ArenaKind.SHARED);
        assertThat(read.apis()).containsExactly(AllocationApi.ALLOCATOR);
        assertThat(read).hasToString("[A.a (A.java:1)]: 1512 bytes in 2 blocks");
        assertThat(profile.peakNanos()).isEqualTo(1_000);
    }

    @Test
    void aProfileStaysAsItWas() {
        int site = made.site(frame("A", "a", 1));
        made.allocate(site, 1_009);
        Profile profile = made.at(3_000).profile();

        made.at(5_000).allocate(site, 503).allocate(made.site(frame("A", "b", 2)), 101);

        assertThat(profile.siteCount()).isEqualTo(1);
        assertThat(profile.site(0).totalBytes()).isEqualTo(1_009);
        assertThat(profile.site(0).lifetimeMicros()).isEqualTo(3);
        assertThat(profile.stats().totalBytes()).isEqualTo(1_009);
        assertThat(profile.frameLimit()).isEqualTo(1 + 3);
    }

    @Test
    void sitesByIndexAreInOrderOfAppearanceAndTheListByBytes() {
        for (int line : new int[] {1, 2, 3, 4}) {
            made.allocate(made.site(frame("A", "a", line)), line % 3);
        }
        Profile profile = made.profile();

        assertThat(List.of(0, 1, 2, 3))
                .map(i -> profile.site(i).frames().getFirst().lineNumber())
                .containsExactly(1, 2, 3, 4);
        assertThat(profile.callSites())
                .map(site -> site.frames().getFirst().lineNumber())
                .containsExactly(2, 1, 4, 3);
    }

    @Test
    void sitesWhereNothingHappenedAreLeftOut() {
        made.site(frame("A", "a", 1));
        made.allocate(made.site(frame("A", "b", 2)), 3);

        assertThat(made.profile().callSites())
                .map(site -> site.frames().getFirst().methodName())
                .containsExactly("b");
    }

    @Test
    void whatIsNotThere() {
        made.allocate(made.site(frame("A", "a", 1)), 3);
        Profile profile = made.profile();

        for (int index : new int[] {-1, 1}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> profile.site(index));
        }
        for (int number : new int[] {-1, profile.frameLimit()}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> profile.frame(number));
        }
    }

    @Test
    void listsCannotBeChanged() {
        made.allocate(made.site(frame("A", "a", 1)), 3);
        Profile profile = made.profile();

        assertThat(profile.callSites()).isUnmodifiable();
        assertThat(profile.remarks()).isUnmodifiable();
        assertThat(profile.site(0).frames()).isUnmodifiable();
    }

    @Test
    void framesOfMethods() {
        Frame frame = Frame.of(5, new FrameKey("com.acme.Main$1", "<init>", "Main.java", 42, 7));

        assertThat(frame.number()).isEqualTo(5);
        assertThat(frame.className()).isEqualTo("com.acme.Main$1");
        assertThat(frame.methodName()).isEqualTo("<init>");
        assertThat(frame.fileName()).isEqualTo("Main.java");
        assertThat(frame.lineNumber()).isEqualTo(42);
        assertThat(frame.bytecodeIndex()).isEqualTo(7);
        assertThat(frame.isNative()).isFalse();
        assertThat(frame.isSynthetic()).isFalse();
        assertThat(frame).hasToString("com.acme.Main$1.<init> (Main.java:42)");
    }

    @Test
    void framesWithoutALine() {
        Frame nameless = Frame.of(0, new FrameKey("A", "a", "", -1, 3));
        Frame lineless = Frame.of(0, new FrameKey("A", "a", "A.java", -1, 3));
        Frame inNative = Frame.of(0, new FrameKey("A", "a", "A.java", -2, -1));

        assertThat(nameless.text()).isEqualTo("A.a (Unknown Source)");
        assertThat(nameless.fileName()).isNull();
        assertThat(nameless.lineNumber()).isZero();
        assertThat(lineless.text()).isEqualTo("A.a (A.java)");
        assertThat(inNative.text()).isEqualTo("A.a (Native Method)");
        assertThat(inNative.isNative()).isTrue();
        assertThat(inNative.lineNumber()).isZero();
    }

    @Test
    void framesThatAreNoMethods() {
        made.allocateWithoutStack(3);
        Frame frame = made.profile().site(0).frames().getFirst();

        assertThat(frame.isSynthetic()).isTrue();
        assertThat(frame.text()).isEqualTo("[stack not captured]");
        assertThat(frame.className()).isEmpty();
        assertThat(frame.methodName()).isEmpty();
        assertThat(frame.fileName()).isNull();
        assertThat(frame.lineNumber()).isZero();
        assertThat(frame.bytecodeIndex()).isEqualTo(-1);
        assertThat(frame.isNative()).isFalse();
    }

    @Test
    void framesAreEqualByNumberAndText() {
        FrameKey key = new FrameKey("A", "a", "A.java", 1, 3);

        assertThat(Frame.of(1, key)).isEqualTo(Frame.of(1, key)).hasSameHashCodeAs(Frame.of(1, key));
        assertThat(Frame.of(1, key)).isNotEqualTo(Frame.of(2, key));
        assertThat(Frame.of(1, key)).isNotEqualTo(Frame.of(1, new FrameKey("A", "b", "A.java", 1, 3)));
    }
}
