package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.ProfileFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documentation names what is there, and a new number of a site is a line in its table: the documentation and the file follow
 * from that.
 */
class DocumentationTest {

    private static final String HEAD = "| number | unit | meaning |";

    private static final List<String> PACKAGES = List.of(
            "io.github.underheap.",
            "io.github.underheap.config.",
            "io.github.underheap.dhat.",
            "io.github.underheap.jmh.",
            "io.github.underheap.junit.",
            "io.github.underheap.profile.");

    /** What variables are called in the pieces of code. */
    private static final Map<String, String> VARIABLES = Map.of(
            "tracker", "Tracker",
            "window", "Profiler",
            "handle", "BlockHandle",
            "allocator", "TrackingAllocator",
            "scope", "OffHeapScope",
            "pieces", "TrackingAllocator");

    private static final Pattern CALL = Pattern.compile("\\b(\\w+)\\.(\\w+)\\(");

    @ParameterizedTest
    @MethodSource("pages")
    void everyMethodThatIsNamedIsThere(Path page) throws IOException {
        String text = Files.readString(page);

        Set<String> missing = new TreeSet<>();
        CALL.matcher(text).results().forEach(call -> {
            String type = VARIABLES.getOrDefault(call.group(1), call.group(1));
            if (!methods(type).contains(call.group(2)) && !find(type).isEmpty()) {
                missing.add(type + "." + call.group(2));
            }
        });

        assertThat(missing).isEmpty();
    }

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            return Stream.concat(
                    Stream.of(Path.of("README.md")),
                    pages.filter(Files::isRegularFile).sorted())
                    .toList()
                    .stream();
        }
    }

    private static Set<String> methods(String type) {
        return find(type).stream()
                .flatMap(found -> Arrays.stream(found.getMethods()))
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    /** The classes of the library that are called so; none if it is somebody else's. */
    private static List<Class<?>> find(String type) {
        List<Class<?>> found = new ArrayList<>();
        for (String each : PACKAGES) {
            try {
                found.add(Class.forName(each + type));
            } catch (ClassNotFoundException e) {
                // It may be in the next one.
            }
        }
        return found;
    }

    @Test
    void theDocumentationHasTheTable() throws IOException {
        List<String> inDocumentation = Files.readAllLines(Path.of("docs", "read-the-report.md")).stream()
                .dropWhile(line -> !line.equals(HEAD))
                .takeWhile(line -> line.startsWith("|"))
                .toList();

        assertThat(String.join("\n", inDocumentation)).isEqualTo(String.join("\n", table()));
    }

    private static List<String> table() {
        return Stream.concat(
                        Stream.of(HEAD, "|---|---|---|"),
                        Arrays.stream(SiteNumber.values()).map(DocumentationTest::row))
                .toList();
    }

    private static String row(SiteNumber number) {
        String unit = switch (number.unit()) {
            case BYTES -> "bytes";
            case BLOCKS -> "blocks";
            case NANOS -> "ns";
            case COUNT -> "times";
        };
        return "| `" + number.key() + "` | " + unit + " | " + number.meaning() + " |";
    }

    /** The two words of the lifetime are one number in µs there, and the time of the last birth is that of t-gmax. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"LIFETIME_LOW", "LIFETIME_HIGH", "LAST_BIRTH"})
    void theFileHasTheNumber(SiteNumber number) throws IOException {
        long value = 15_485_863;
        Profile.Builder profile = Profile.builder();
        int site = profile.site(List.of(Frame.of("com.acme.Codec", "encode", "Codec.java", 42, 7)));
        profile.add(site, SiteNumber.TOTAL_BLOCKS, number == SiteNumber.TOTAL_BLOCKS ? value : 1);
        if (number != SiteNumber.TOTAL_BLOCKS) {
            profile.add(site, number, value);
        }

        String file = dhat(profile.build());

        assertThat(file).containsAnyOf(shortKey(number) + value + ",", "\"" + number.key() + "\":[" + value + "]");
    }

    /** DHAT's own name of a number, as it begins in the file; never there if it has none. */
    private static String shortKey(SiteNumber number) {
        return switch (number) {
            case TOTAL_BYTES -> "\"tb\":";
            case TOTAL_BLOCKS -> "\"tbk\":";
            case OWN_PEAK_BYTES -> "\"mb\":";
            case OWN_PEAK_BLOCKS -> "\"mbk\":";
            case PEAK_BYTES -> "\"gb\":";
            case PEAK_BLOCKS -> "\"gbk\":";
            case LIVE_BYTES -> "\"eb\":";
            case LIVE_BLOCKS -> "\"ebk\":";
            default -> "no key of DHAT's: ";
        };
    }

    private static String dhat(Profile profile) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProfileFormats.get("dhat").write(profile, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
