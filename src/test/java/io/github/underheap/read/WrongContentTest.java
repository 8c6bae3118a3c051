package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no profile ends in one line that says where and why. In the texts here {@code `} stands for a quotation mark. */
class WrongContentTest {

    /** A file of each kind in which a part can be replaced. */
    private static final String DHAT =
            "{`dhatFileVersion`:2,`mode`:`m`,`verb`:`v`,`bklt`:true,`bkacc`:false,`tu`:`µs`,`Mtu`:`s`,`tuth`:10,"
                    + "`cmd`:`c`,`pid`:1,`te`:9,`tg`:5,\n`pps`:[{`tb`:7,`tbk`:1,`tl`:3,`mb`:7,`mbk`:1,`gb`:7,`gbk`:1,`eb`:0,`ebk`:0,`fs`:[1]}],\n"
                    + "`ftbl`:[`[root]`,`f`]}";

    private static final String JSON = "{`underheapProfile`:1,`timed`:true,`durationNanos`:9,\n"
            + "`frames`:[{`class`:`C`,`method`:`m`}],\n`sites`:[{`stack`:[0],`totalBytes`:7,`totalBlocks`:1}]}";

    private static Throwable read(String text) {
        byte[] bytes = text.replace('`', '"').getBytes(StandardCharsets.UTF_8);
        return catchThrowable(() -> ProfileReader.read("f", new ByteArrayInputStream(bytes)));
    }

    private static void assertRefused(String text, String message) {
        assertThat(read(text))
                .isExactlyInstanceOf(UnreadableProfileException.class)
                .hasMessage(message.replace('`', '"'));
    }

    @Test
    void whatThePartsAreReplacedInIsRight() {
        assertThat(read(DHAT)).isNull();
        assertThat(read(JSON)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | f:1:1: a profile must be an object",
                "7 | f:1:1: a profile must be an object",
                "{} | f:1:2: this is an empty object, and no profile",
                "{`a`:1} | f:1:7: this is JSON, but no profile: it has no `dhatFileVersion`, and does not begin with `underheapProfile`",
                "{`underheapReport`:1} | f:1:2: this is what underheap says of a profile (`underheapReport`), and no profile",
                "{`dhatFileVersion`:3} | f:1:20: version 3 of DHAT's format is not known; expected 2",
                "{`dhatFileVersion`:`2`} | f:1:20: `dhatFileVersion` must be a whole number",
                "{`dhatFileVersion`:null} | f:1:20: `dhatFileVersion` must be a whole number",
                "{`dhatFileVersion`:2} | f:1:21: this is no whole DHAT file: it has no `mode`",
                "{`underheapProfile`:2} | f:1:21: written by a newer underheap (version 2; this one reads 1); update it",
                "{`underheapProfile`:0} | f:1:21: there is no version 0 of underheap's files",
                "{`underheapProfile`:1} | f:1:22: `timed` is missing",
                "{`underheapProfile`:1}} | f:1:22: `timed` is missing",
                "nonsense | f:1:1: this is no JSON: Unrecognized token 'nonsense': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
                "{`a`:NaN} | f:1:9: this is no JSON: Non-standard token 'NaN'",
                "{`a`:1,} | f:1:8: this is no JSON: Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
                "{`a` 1} | f:1:6: this is no JSON: Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
                "{`a`:01} | f:1:7: this is no JSON: Invalid numeric value: Leading zeroes not allowed",
                "{`a`:`\t`} | f:1:7: this is no JSON: Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value",
                "{`a`:`\\x`} | f:1:8: this is no JSON: Unrecognized character escape 'x' (code 120)",
                "{`a`:/* */1} | f:1:6: this is no JSON: Unexpected character ('/' (code 47)): maybe a (non-standard) comment",
                "{`a`:1]  | f:1:7: this is no JSON: Unexpected close marker ']': expected '}'",
                "{`dhatFileVersion`:2,`a`:{`dhatFileVersion`:2}, | f:1:48: the file ends in the middle; it may have been cut off",
                "<html> | f:1:1: this is no JSON: Unexpected character ('<' (code 60)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
                "~ ~ | f:1:2: the file ends in the middle; it may have been cut off",
            })
    void noProfile(String text, String message) {
        assertRefused(text, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "`dhatFileVersion`:2 | `dhatFileVersion`:2,`dhatFileVersion`:2 | f:1:22: the key `dhatFileVersion` is there twice",
                "`mode`:`m` | `mode`:`copy` | f:1:29: a profile of mode `copy` counts bytes that were copied, and no memory",
                "`mode`:`m` | `mode`:`ad-hoc` | f:1:29: a profile of mode `ad-hoc` counts events of the program's own, and no memory",
                "`mode`:`m` | `mode`:`rust-ad-hoc` | f:1:29: a profile of mode `rust-ad-hoc` counts events of the program's own, and no memory",
                "`mode`:`m` | `mode`:7 | f:1:29: `mode` must be a text",
                "`mode`:`m`, | ~~ | f:3:22: this is no whole DHAT file: it has no `mode`",
                "`ftbl`:[`[root]`,`f`] | `other`:[] | f:3:11: this is no whole DHAT file: it has no `ftbl`",
                "`tg`:5, | ~~ | f:3:22: `bklt` is true, and there is no `tg`",
                "`tu`:`µs` | `tu`:`µs`,`bsu`:`units` | f:1:87: the file counts `units`, and no bytes of memory",
                "`tu`:`µs` | `tu`:`µs`,`bksu`:`events` | f:1:88: the file counts `events`, and no blocks of memory",
                "`bklt`:true | `bklt`:1 | f:1:51: `bklt` must be true or false",
                "`pid`:1 | `pid`:-1 | f:1:117: `pid` must be a whole number from 0 to 2^63 - 1",
                "`pid`:1 | `pid`:1.5 | f:1:117: `pid` must be a whole number",
                "`pid`:1 | `pid`:1e3 | f:1:117: `pid` must be a whole number",
                "`pid`:1 | `pid`:9223372036854775808 | f:1:117: `pid` must be a whole number from 0 to 2^63 - 1",
                "`pid`:1 | `pid`:11111111111111111111111111111111111111111 | f:1:158: a number has more than 40 characters",
                "`te`:9 | `te`:true | f:1:124: `te` must be a whole number",
                "`pps`:[ | `pps`:[1, | f:2:8: a point of `pps` must be an object",
                "`pps`:[ | `pps`:{`a`:[ | f:2:7: `pps` must be an array",
                "`tb`:7 | `tb`:7,`tb`:8 | f:2:16: the key `tb` is there twice",
                "`tb`:7 | `tb`:-7 | f:2:14: `tb` must be a whole number from 0 to 2^63 - 1",
                "`tb`:7, | ~~ | f:2:77: a point of `pps` has no `tb`",
                "`gbk`:1, | ~~ | f:3:22: `bklt` is true, and a point of `pps` has no `gbk`",
                "`fs`:[1] | `fs`:[2] | f:3:22: a stack has frame 2, and `ftbl` has 2 frames",
                "`fs`:[1] | `fs`:[-1] | f:2:82: a frame of a stack must be a whole number from 0 to 2^63 - 1",
                "`fs`:[1] | `fs`:[`1`] | f:2:82: a frame of a stack must be a whole number",
                "`fs`:[1] | `fs`:[16777216] | f:2:82: a stack has frame 16777216; it must be less than 16777216",
                "`fs`:[1] | `fs`:1 | f:2:81: `fs` must be an array",
                "`f`] | 7] | f:3:18: a frame of `ftbl` must be a text",
                "`f`] | null] | f:3:18: a frame of `ftbl` must be a text",
                "`te`:9 | `te`:9,`underheapProfile`:1 | f:1:126: `underheapProfile` must be the first key of the file",
                "`f`]} | `f`]}{} | f:3:23: something follows after the end of the profile",
                "`f`]} | `f`],`underheap`:{`version`:2}} | f:3:46: written by a newer underheap (version 2; this one reads 1); update it",
                "`f`]} | `f`],`underheap`:[]} | f:3:35: `underheap` must be an object",
                "`f`]} | `f`],`underheap`:{`origin`:[0]}} | f:3:49: `origin` has 0, and there are 0 `origins`",
                "`f`]} | `f`],`underheap`:{`origin`:[0,0],`origins`:[{}]}} | f:3:66: `origin` has 2 numbers for 1 sites",
                "`f`]} | `f`],`underheap`:{`bci`:[4294967296]}} | f:3:43: a number of `bci` does not fit into 32 bits",
                "`f`]} | `f`],`underheap`:{`columns`:{`partBytes`:[1,2]}}} | f:3:66: `partBytes` has 2 numbers for 1 sites",
                "`f`]} | `f`],`underheap`:{`columns`:{`partBytes`:[-1]}}} | f:3:60: a number of `columns` must be a whole number from 0 to 2^63 - 1",
                "`f`]} | `f`],`underheap`:{`origins`:[{`kinds`:[`ODD`]}]}} | f:3:57: the kind of arena `ODD` is not known",
                "`f`]} | `f`],`underheap`:{`origins`:[{`apis`:[`ODD`]}]}} | f:3:56: the API `ODD` is not known",
                "`f`]} | `f`],`underheap`:{`fs`:[[7]]}} | f:3:47: a stack has frame 7, and `ftbl` has 2 frames",
                "`f`]} | `f`],`underheap`:{`fs`:[7]}} | f:3:42: a stack of `fs` must be an array",
                "`f`]} | `f`],`underheap`:{`exact`:[{`text`:`t`}]}} | f:3:56: `place` must be that of one of the 2 frames",
                "`f`]} | `f`],`underheap`:{`exact`:[{`place`:2,`text`:`t`}]}} | f:3:66: `place` must be that of one of the 2 frames",
                "`f`]} | `f`],`underheap`:{`remarks`:[1]}} | f:3:47: a line of `remarks` must be a text",
                "`te`:9 | `te`:9,`underheap`:{`fs`:[]} | f:1:139: `pps` must come before `underheap`",
            })
    void inADhatFile(String part, String replaced, String message) {
        assertThat(DHAT).containsOnlyOnce(part);
        assertRefused(DHAT.replace(part, replaced), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "`timed`:true, | ~~ | f:3:55: `timed` is missing",
                "`timed`:true | `timed`:`yes` | f:1:31: `timed` must be true or false",
                "`timed`:true | `difference`:true,`timed`:true | f:1:36: this is the difference of two profiles, and no profile",
                "`durationNanos`:9 | `durationNanos`:-9 | f:1:52: `durationNanos` must be a whole number from 0 to 2^63 - 1",
                "`timed`:true | `timed`:true,`totals`:{`liveBytes`:1} | f:1:59: `totals` must have `liveBytes` and `peakBytes`",
                "`timed`:true | `timed`:true,`totals`:{`liveBytes`:1,`liveBytes`:1} | f:1:60: the key `liveBytes` is there twice",
                "`timed`:true | `timed`:true,`process`:7 | f:1:46: `process` must be an object",
                "`timed`:true | `timed`:true,`remarks`:[7] | f:1:47: a line of `remarks` must be a text",
                "`timed`:true | `timed`:true,`sites`:[] | f:1:36: `frames` must come before `sites`",
                "{`class`:`C`,`method`:`m`} | {`class`:`C`} | f:2:23: a frame must have `class` and `method`, or `text`",
                "{`class`:`C`,`method`:`m`} | 7 | f:2:11: a frame must be an object",
                "{`class`:`C`,`method`:`m`} | {`class`:7} | f:2:20: `class` must be a text",
                "`method`:`m` | `method`:`m`,`line`:2147483648 | f:2:44: `line` must be a whole number from 0 to 2^31 - 1",
                "`method`:`m` | `method`:`m`,`bci`:-1 | f:2:43: `bci` must be a whole number from 0 to 2^63 - 1",
                "`stack`:[0], | ~~ | f:3:11: `stack` must come first in a site",
                "`stack`:[0],`totalBytes`:7 | `totalBytes`:7 | f:3:11: `stack` must come first in a site",
                "{`stack`:[0],`totalBytes`:7,`totalBlocks`:1} | {} | f:3:11: a site has no `stack`",
                "`stack`:[0] | `stack`:[1] | f:3:20: a stack has frame 1, and `frames` has 1 frames",
                "`stack`:[0] | `stack`:[0],`kinds`:[`ODD`] | f:3:32: the kind of arena `ODD` is not known",
                "`stack`:[0] | `stack`:[0],`apis`:[`ODD`] | f:3:31: the API `ODD` is not known",
                "`totalBytes`:7 | `totalBytes`:7.5 | f:3:36: `totalBytes` must be a whole number",
                "`totalBytes`:7 | `totalBytes`:-7 | f:3:36: `totalBytes` must be a whole number from 0 to 2^63 - 1",
                "`totalBytes`:7 | `totalBytes`:7,`totalBytes`:7 | f:3:38: the key `totalBytes` is there twice",
            })
    void inOwnJson(String part, String replaced, String message) {
        assertThat(JSON).containsOnlyOnce(part);
        assertRefused(JSON.replace(part, replaced), message);
    }
}
