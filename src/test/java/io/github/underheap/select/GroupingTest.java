package io.github.underheap.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupingTest {

    @ParameterizedTest
    @CsvSource({
        "SITE, 'com.acme.Codec$Block.encode (Codec.java:42)'",
        "FUNCTION, com.acme.Codec$Block.encode",
        "MODULE, com.acme",
        "FILE, com/acme/Codec.java"
    })
    void keysOfAJavaFrame(Grouping grouping, String key) {
        assertThat(grouping.key(Frame.of("com.acme.Codec$Block", "encode", "Codec.java", 42, 7)))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"FUNCTION, Main.main", "MODULE, (no package)", "FILE, Main.java"})
    void keysWithoutAPackage(Grouping grouping, String key) {
        assertThat(grouping.key(Frame.of("Main", "main", "Main.java", 1, 1))).isEqualTo(key);
    }

    @Test
    void aFileThatIsNotKnown() {
        Frame frame = Frame.of("com.acme.Codec", "encode", null, 0, 7);
        assertThat(Grouping.FILE.key(frame)).isEqualTo("(unknown file)");
        assertThat(SourcePlace.of(frame)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "SITE, '0x1F: acme::codec::encode (src/codec.rs:42:7)'",
        "FUNCTION, acme::codec::encode",
        "MODULE, acme::codec",
        "FILE, src/codec.rs"
    })
    void keysOfAFrameOfAnotherTool(Grouping grouping, String key) {
        assertThat(grouping.key(Frame.synthetic("0x1F: acme::codec::encode (src/codec.rs:42:7)")))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "'0x1F: f (a.c:9)', a.c, 9",
        "'0x1F: f(int) (dir/a b.c:9)', dir/a b.c, 9",
        "'f (a.c)', a.c, 0",
        "'0x1F: f (in /usr/lib/libc.so.6)', in /usr/lib/libc.so.6, 0"
    })
    void placesOfFramesOfOtherTools(String text, String file, int line) {
        assertThat(SourcePlace.of(Frame.synthetic(text))).isEqualTo(new SourcePlace(file, line));
    }

    @ParameterizedTest
    @CsvSource({"'0x1F: ???'", "'???'", "'f ()'", "''", "'0x1F'"})
    void frameTextsWithoutAPlace(String text) {
        assertThat(SourcePlace.of(Frame.synthetic(text))).isNull();
        for (Grouping grouping : Grouping.values()) {
            assertThat(grouping.key(Frame.synthetic(text))).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"SITE", "FUNCTION", "MODULE", "FILE"})
    void aRemarkStaysOne(Grouping grouping) {
        assertThat(grouping.key(Frame.TABLE_FULL)).isEqualTo("[site table full]");
    }
}
