package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.DhatFormat;
import io.github.underheap.report.JsonFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written is had back, and what is no profile ends in one line. */
class ProfileReaderTest {

    static Stream<ProfileFormat> formats() {
        return Stream.of(new DhatFormat(), new JsonFormat());
    }

    private static byte[] written(Profile profile, ProfileFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(profile, out);
        return out.toByteArray();
    }

    private static Profile read(byte[] bytes) throws IOException {
        return ProfileReader.read("f", new ByteArrayInputStream(bytes));
    }

    private static Profile read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Profile random(long seed, int sites) {
        SplittableRandom random = new SplittableRandom(seed);
        Profile.Builder builder = Profile.builder();
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            frames.add(Frame.of(
                    "com.acme.C" + i % 7 + (i % 5 == 0 ? "$Inner" : ""),
                    i % 11 == 0 ? "<init>" : "m" + i % 13,
                    i % 6 == 0 ? null : "C" + i % 7 + ".java",
                    i % 9 == 0 ? -2 : i,
                    i % 4 == 0 ? -1 : i * 3));
        }
        for (int i = 0; i < sites; i++) {
            List<Frame> stack = new ArrayList<>();
            for (int depth = random.nextInt(1, 9); depth > 0; depth--) {
                stack.add(frames.get(random.nextInt(frames.size())));
            }
            int site = builder.site(stack);
            for (SiteNumber number : SiteNumber.values()) {
                if (number != SiteNumber.LIFETIME_HIGH && random.nextBoolean()) {
                    builder.add(site, number, random.nextLong(1L << random.nextInt(1, 50)));
                }
            }
            builder.add(site, SiteNumber.TOTAL_BLOCKS, random.nextInt(3));
            builder.origin(
                    site,
                    Origin.of(
                            ArenaKind.values()[random.nextInt(ArenaKind.values().length)],
                            AllocationApi.values()[random.nextInt(AllocationApi.values().length)]));
        }
        Profile sums = builder.build();
        return builder.facts(ProfileFacts.builder()
                        .process(new ProcessInfo(4_711, "java -jar \"a b\".jar \u202e", "host-1"))
                        .startEpochMillis(1_700_000_000_123L)
                        .durationNanos(9_876_543_210L)
                        .peakNanos(1_234_567_891L)
                        .options("depth=8")
                        .totals(sums.sum(SiteNumber.LIVE_BYTES), sums.sum(SiteNumber.PEAK_BYTES))
                        .remark("somebody said something")
                        .build())
                .build();
    }

    private static String content(Profile profile, boolean exact) {
        StringBuilder text = new StringBuilder();
        text.append(profile.process()).append(profile.startEpochMillis()).append(' ');
        text.append(profile.durationNanos())
                .append(' ')
                .append(profile.peakNanos())
                .append(' ');
        text.append(profile.timed())
                .append(profile.options())
                .append(profile.remarks())
                .append(profile.stats());
        List<String> sites = new ArrayList<>();
        for (AllocationSite site : profile.sites()) {
            StringBuilder line = new StringBuilder();
            for (Frame frame : site.frames()) {
                line.append(frame.text())
                        .append('@')
                        .append(frame.bytecodeIndex())
                        .append(';');
            }
            line.append(site.arenaKinds()).append(site.apis());
            for (SiteNumber number : SiteNumber.values()) {
                long value = site.get(number);
                boolean isLifetime = number == SiteNumber.LIFETIME_LOW || number == SiteNumber.LIFETIME_HIGH;
                line.append(' ')
                        .append(
                                !exact && isLifetime
                                        ? site.lifetimeMicros()
                                        : !exact && number == SiteNumber.LAST_BIRTH ? 0 : value);
            }
            sites.add(line.toString());
        }
        sites.sort(null);
        return text + "\n" + String.join("\n", sites);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aProfileIsHadBackFromItsFile(ProfileFormat format) throws IOException {
        for (int sites : new int[] {0, 1, 2, 63, 64, 65, 500}) {
            Profile profile = random(sites + 1, sites);
            boolean exact = format instanceof JsonFormat;

            assertThat(content(read(written(profile, format)), exact)).isEqualTo(content(profile, exact));
        }
    }

    @Test
    void compressedFilesAreReadToo() throws IOException {
        Profile profile = random(7, 30);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            new JsonFormat().write(profile, gzip);
        }

        assertThat(content(read(out.toByteArray()), true)).isEqualTo(content(profile, true));
    }

    /** Each beginning of a file is refused, with a place, and never by another exception. */
    @ParameterizedTest
    @MethodSource("formats")
    void aFileThatWasCutOffSaysSo(ProfileFormat format) throws IOException {
        byte[] whole = written(random(3, 3), format);
        for (int length = 0; length < whole.length - 2; length++) {
            byte[] part = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part))
                    .isInstanceOf(UnreadableProfileException.class)
                    .hasMessageStartingWith("f:")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | f:1:1: a profile must be an object",
                "{} | f:1:2: this is an empty object, and no profile",
                "{\"a\":1} | this is no DHAT file: it has no",
                "{\"dhatFileVersion\":3} | f:1:20: version 3 of DHAT's format is not known; expected 2",
                "{\"dhatFileVersion\":\"2\"} | f:1:20: \"dhatFileVersion\" must be a whole number",
                "{\"dhatFileVersion\":2,\"dhatFileVersion\":2} | Duplicate field",
                "{\"pid\":-1} | \"pid\" must be a whole number from 0 to 2^63 - 1",
                "{\"pid\":1.5} | \"pid\" must be a whole number",
                "{\"pid\":9223372036854775808} | \"pid\" must be a whole number from 0 to 2^63 - 1",
                "{\"pps\":[{\"tb\":1}]} | a point of \"pps\" has no \"tbk\"",
                "{\"pps\":[1]} | a point of \"pps\" must be an object",
                "{\"ftbl\":[1]} | a frame of \"ftbl\" must be a text",
                "{\"underheap\":{\"version\":2}} | written by a newer underheap (version 2; this one reads 1); update it",
                "{\"underheapProfile\":2} | version 2 of underheap's JSON is not known; this underheap reads 1; update it",
                "{\"underheapProfile\":0} | version 0 of underheap's JSON is not known; this underheap reads 1",
                "{\"underheapProfile\":1} | \"timed\" is missing",
                "{\"underheapProfile\":1,\"sites\":[{}]} | a site has no \"stack\"",
                "{\"underheapProfile\":1,\"sites\":[{\"stack\":[0]}]} | a frame of a stack is 0, and there are 0",
                "{\"underheapProfile\":1,\"frames\":[{}]} | a frame must have \"class\" and \"method\", or \"text\"",
                "nonsense | this is no JSON",
            })
    void whatIsWrongIsSaidInOneLine(String text, String reason) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UnreadableProfileException.class)
                .hasMessageContaining(reason.strip())
                .message()
                .doesNotContain("\n");
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "{\"x\":" + "[".repeat(100_000);

        assertThatThrownBy(() -> read(deep))
                .isInstanceOf(UnreadableProfileException.class)
                .hasMessageContaining("nesting depth");
    }

    /** In the shape of Valgrind: addresses, instructions, accesses. */
    @Test
    void filesOfValgrindAreRead() throws IOException {
        Profile profile = read("""
                {"dhatFileVersion":2,"mode":"heap","verb":"Allocated","bklt":true,"bkacc":true,
                 "tu":"instrs","Mtu":"Minstr","tuth":500,"cmd":"./a","pid":7,"te":1000,"tg":300,
                 "pps":[{"tb":1009,"tbk":2,"tl":500,"mb":1009,"mbk":2,"gb":1009,"gbk":2,"eb":13,"ebk":1,
                         "rb":5,"wb":6,"acc":[-3,1],"fs":[1,2]}],
                 "ftbl":["[root]","0x48455EF: malloc (vg_replace_malloc.c:381)","0x10915E: main (a.c:5)"]}
                """);

        AllocationSite site = profile.site(0);
        assertThat(site.totalBytes()).isEqualTo(1_009);
        assertThat(site.liveBytes()).isEqualTo(13);
        assertThat(site.frames())
                .extracting(Frame::text)
                .containsExactly("0x48455EF: malloc (vg_replace_malloc.c:381)", "0x10915E: main (a.c:5)");
        assertThat(profile.remarks()).containsExactly("times are in instrs, each of which is shown as a µs");
        assertThat(profile.command()).isEqualTo("./a");
    }
}
