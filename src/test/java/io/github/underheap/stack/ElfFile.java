package io.github.underheap.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a 64-bit little-endian ELF library says of itself. Strings are read where its dynamic section says that they are. */
final class ElfFile {
    static final int PT_GNU_STACK = 0x6474e551;
    static final int PT_GNU_RELRO = 0x6474e552;
    static final int PF_X = 1;

    static final long DT_NEEDED = 1;
    static final long DT_TEXTREL = 22;
    static final long DT_FLAGS = 30;
    static final long DF_BIND_NOW = 8;

    private static final int STT_SECTION = 3;

    private static final int SECTIONS_AT = 0x28;
    private static final int SEGMENTS_AT = 0x20;
    private static final int SEGMENT_BYTES = 0x36;
    private static final int SEGMENT_COUNT = 0x38;
    private static final int SECTION_BYTES = 0x3A;
    private static final int SECTION_COUNT = 0x3C;
    private static final int NAMES_SECTION = 0x3E;

    private final ByteBuffer bytes;
    private final Map<String, Section> sections = new HashMap<>();

    /** Offset and size in the file, in bytes, and where it is in memory. */
    private record Section(int at, int size, long address) {}

    /** A kind of memory that the library asks for, as in {@link #PT_GNU_STACK}. */
    record Segment(int type, int flags) {}

    ElfFile(Path file) throws IOException {
        bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int names = (int) bytes.getLong(section(bytes.getShort(NAMES_SECTION)) + 0x18);
        for (int i = 0; i < bytes.getShort(SECTION_COUNT); i++) {
            int at = section(i);
            sections.put(
                    string(names + bytes.getInt(at)),
                    new Section(
                            (int) bytes.getLong(at + 0x18), (int) bytes.getLong(at + 0x20), bytes.getLong(at + 0x10)));
        }
    }

    private int section(int index) {
        return (int) bytes.getLong(SECTIONS_AT) + index * bytes.getShort(SECTION_BYTES);
    }

    private String string(int at) {
        int end = at;
        while (bytes.get(end) != 0) {
            end++;
        }
        return new String(bytes.array(), at, end - at, StandardCharsets.US_ASCII);
    }

    private String dynamicString(long offset) {
        return string(sections.get(".dynstr").at + (int) offset);
    }

    boolean hasSection(String name) {
        return sections.containsKey(name);
    }

    /** Names of the versions that it needs, as in {@code GLIBC_2.17}. */
    List<String> neededVersions() {
        List<String> versions = new ArrayList<>();
        int file = sections.get(".gnu.version_r").at;
        for (int next = -1; next != 0; file += next) {
            int entry = file + bytes.getInt(file + 8);
            for (int count = bytes.getShort(file + 2); count > 0; count--) {
                versions.add(dynamicString(bytes.getInt(entry + 8)));
                entry += bytes.getInt(entry + 12);
            }
            next = bytes.getInt(file + 12);
        }
        return versions;
    }

    /** The values of one kind of entry of the dynamic section. */
    List<Long> dynamic(long tag) {
        List<Long> values = new ArrayList<>();
        Section dynamic = sections.get(".dynamic");
        for (int at = dynamic.at; at < dynamic.at + dynamic.size; at += 16) {
            if (bytes.getLong(at) == tag) {
                values.add(bytes.getLong(at + 8));
            }
        }
        return values;
    }

    /** The libraries that it needs. */
    List<String> neededLibraries() {
        return dynamic(DT_NEEDED).stream().map(this::dynamicString).toList();
    }

    /** Names and addresses of what it exports. */
    Map<String, Long> exported() {
        Map<String, Long> exported = new TreeMap<>();
        Section symbols = sections.get(".dynsym");
        for (int at = symbols.at; at < symbols.at + symbols.size; at += 24) {
            boolean defined = bytes.getShort(at + 6) != 0;
            if (defined && (bytes.get(at + 4) & 0xF) != STT_SECTION) {
                exported.put(dynamicString(bytes.getInt(at)), bytes.getLong(at + 8));
            }
        }
        return exported;
    }

    /** The four bytes of code at an address. */
    int codeAt(long address) {
        Section text = sections.get(".text");
        return bytes.getInt(text.at + (int) (address - text.address));
    }

    List<Segment> segments() {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < bytes.getShort(SEGMENT_COUNT); i++) {
            int at = (int) bytes.getLong(SEGMENTS_AT) + i * bytes.getShort(SEGMENT_BYTES);
            segments.add(new Segment(bytes.getInt(at), bytes.getInt(at + 4)));
        }
        return segments;
    }
}
