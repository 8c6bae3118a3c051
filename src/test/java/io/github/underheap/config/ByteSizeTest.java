package io.github.underheap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4099, 4099",
        "13b, 13",
        "13 B, 13",
        "64k, 65536",
        "64K, 65536",
        "64kB, 65536",
        "64 KiB, 65536",
        "64m, 67108864",
        "64MiB, 67108864",
        "' 64 MiB ', 67108864",
        "1g, 1073741824",
        "3 GB, 3221225472",
        "2t, 2199023255552",
        "1.5k, 1536",
        "0.25 MiB, 262144",
        "2.0, 2",
        "9223372036854775807, 9223372036854775807",
        "8388607t, 9223370937343148032",
    })
    void sizesAsPeopleWriteThem(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "m", "-1", "+1", "64x", "64 mm", "64mib!", "64iB", "64mi", "1.5", "1.0001k", ".5k", "1.k",
                "1.2.3k", "1e3", "0x10", "1,024", "64 M iB", "١", "NaN"
            })
    void whatIsNoSize(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not valid; expected bytes, or a size such as 64k, 64 MiB or 1g");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775808", "8388608t", "9007199254740992k", "99999999999999999999", "8388608.0t"})
    void whatIsTooMuch(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not valid; expected less than 8 EiB");
    }
}
