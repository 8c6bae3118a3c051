package io.github.underheap.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arguments and variables byte for byte. Linux gives a process bytes, which Java decodes as the locale says: with {@code LC_ALL=C}
 * an {@code ü} is lost. What is handed on to a program is therefore kept as <i>raw text</i>, a string with one character for each byte.
 */
final class RawText {

    private static final String COMMAND = "/proc/self/cmdline";
    private static final String ENVIRONMENT = "/proc/self/environ";

    private RawText() {}

    /** The raw text of ordinary text. */
    static String of(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The bytes. */
    static byte[] bytes(String raw) {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As text that people read: UTF-8, whatever the locale. */
    static String shown(String raw) {
        return new String(bytes(raw), StandardCharsets.UTF_8);
    }

    /** As a file; null if Java cannot spell its name in this locale. */
    static @Nullable Path path(String raw) {
        byte[] bytes = bytes(raw);
        try {
            Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
            String name = new String(bytes, names);
            return Arrays.equals(name.getBytes(names), bytes) ? Path.of(name) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The arguments of this process as they were given, or what Java made of them where that cannot be read. */
    static List<String> arguments(List<String> arguments) {
        List<String> command = command();
        int from = command.size() - arguments.size();
        boolean same = from > 0;
        for (int i = 0; same && i < arguments.size(); i++) {
            String raw = command.get(from + i);
            same = raw.equals(arguments.get(i)) || !isAscii(raw);
        }
        if (same) {
            return command.subList(from, command.size());
        }
        List<String> raws = new ArrayList<>();
        for (String argument : arguments) {
            raws.add(of(argument));
        }
        return raws;
    }

    /** Whether it reads the same in every locale. */
    static boolean isAscii(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The command of this process, that of java: its own options, and then the arguments. */
    static List<String> command() {
        return strings(COMMAND);
    }

    /** The environment as this process was given it, each variable as {@code NAME=value}; empty where that cannot be read. */
    static List<String> environment() {
        return strings(ENVIRONMENT);
    }

    /** Strings that each end with a zero. */
    private static List<String> strings(String file) {
        String all;
        try (InputStream in = new FileInputStream(file)) {
            all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
        List<String> strings = new ArrayList<>();
        int from = 0;
        for (int end = all.indexOf('\0'); end >= 0; end = all.indexOf('\0', from)) {
            strings.add(all.substring(from, end));
            from = end + 1;
        }
        return strings;
    }
}
