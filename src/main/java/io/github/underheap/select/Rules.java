package io.github.underheap.select;

import io.github.underheap.profile.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What users know and a tool cannot: their pools, what is meant to live as long as the process, and frames that are not their application's.
 *
 * <pre>
 *  # pools and caches of our own
 *  pool              com.acme.SlabPool.*
 *  process-lifetime  com.acme.Codec.&lt;clinit&gt;
 *  library           com.acme.generated.**
 * </pre>
 *
 * <p>A line is a word and a pattern; empty lines and what follows a {@code #} are passed over. In a pattern, {@code *} stands for any characters
 * but dots, and {@code **} for any characters. It is compared with {@code pkg.Cls.method}, and with {@code pkg.Cls}; a pattern without a dot
 * also with the method and with the class without its package. Of a frame of another tool it is compared with the name, and with the whole
 * text.
 *
 * <p>Of the rules that fit some frame of a stack, the first in the file counts. The known pools of libraries come after the user's. Immutable,
 * thread-safe.
 */
public final class Rules {

    /**
     * Where pools allocate what they keep: Netty's arenas and its adaptive allocator, Jetty's pools of versions 9 to 12, and the JDK's caches of
     * temporary buffers and of call frames. Netty's huge buffers, which are freed with their last reference, are not among them.
     */
    private static final List<String> KNOWN_POOLS = List.of(
            "io.netty.buffer.PoolArena$*.newChunk",
            "io.netty.buffer.AdaptivePoolingAllocator$*.newChunkAllocation",
            "org.eclipse.jetty.io.ArrayByteBufferPool.acquire",
            "org.eclipse.jetty.io.ArrayRetainableByteBufferPool.acquire",
            "org.eclipse.jetty.io.MappedByteBufferPool.acquire",
            "sun.nio.ch.Util.getTemporaryDirectBuffer",
            "sun.nio.ch.Util.getTemporaryAlignedDirectBuffer",
            "jdk.internal.foreign.BufferStack$PerThread.of");

    /** The known pools of libraries, without rules of a user. */
    public static final Rules BUILT_IN = new Rules(List.of());

    private static final String EXPECTED =
            ": expected pool, process-lifetime or library, and a pattern such as com.acme.SlabPool.*";

    private final List<Rule> rules;

    /** What a rule says of a frame of its pattern, or of sites whose stack has one. */
    enum Kind {
        POOL,
        PROCESS_LIFETIME,
        LIBRARY;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A line.
     *
     * @param isKnown whether it is not of a user
     */
    record Rule(Kind kind, FramePattern pattern, boolean isKnown) {}

    private Rules(List<Rule> rules) {
        List<Rule> all = new ArrayList<>(rules);
        for (String pool : KNOWN_POOLS) {
            all.add(new Rule(Kind.POOL, new FramePattern(pool), true));
        }
        this.rules = List.copyOf(all);
    }

    /**
     * Reads rules.
     *
     * @param file as messages call it
     * @throws IllegalArgumentException if a line is none; the message says which one, and what would be right
     */
    public static Rules parse(String file, List<String> lines) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            // Editors may put a byte order mark before the first line.
            String line =
                    i == 0 && lines.get(i).startsWith("\uFEFF") ? lines.get(i).substring(1) : lines.get(i);
            int comment = line.indexOf('#');
            String text = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!text.isEmpty()) {
                // Frames of other tools have spaces in their names.
                String[] words = text.split("\\s+", 2);
                Kind kind = words.length == 2 ? kind(words[0]) : null;
                if (kind == null) {
                    throw new IllegalArgumentException(file + ":" + (i + 1) + EXPECTED);
                }
                rules.add(new Rule(kind, new FramePattern(words[1]), false));
            }
        }
        return new Rules(rules);
    }

    private static @Nullable Kind kind(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        return null;
    }

    /** A rule by its place. */
    Rule get(int place) {
        return rules.get(place);
    }

    /** The place of the first rule for sites that a frame fits; -1 if there is none. */
    int match(Frame frame) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rule.kind != Kind.LIBRARY && rule.pattern.matches(frame)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a rule says that a frame is not of the application. */
    boolean isLibrary(Frame frame) {
        for (Rule rule : rules) {
            if (rule.kind == Kind.LIBRARY && rule.pattern.matches(frame)) {
                return true;
            }
        }
        return false;
    }
}
