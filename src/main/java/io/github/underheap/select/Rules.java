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
 * <p>A line is a word and a pattern ({@link FramePattern}); empty lines and what follows {@code #} are passed over. The known pools of libraries come
 * after the user's. Immutable, thread-safe.
 */
public final class Rules {

    /** Without rules of a user. */
    public static final Rules BUILT_IN = new Rules(List.of());

    /** Pools that keep what they once allocated. */
    private static final List<Rule> KNOWN = List.of(
            new Rule(Kind.POOL, "io.netty.buffer.PoolArena**"),
            new Rule(Kind.POOL, "io.netty.buffer.AdaptivePoolingAllocator**"),
            new Rule(Kind.POOL, "org.eclipse.jetty.io.ArrayByteBufferPool**"),
            new Rule(Kind.POOL, "sun.nio.ch.Util.getTemporaryDirectBuffer"),
            new Rule(Kind.POOL, "jdk.internal.foreign.abi.BufferStack**"));

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

    private record Rule(Kind kind, FramePattern pattern) {
        Rule(Kind kind, String pattern) {
            this(kind, new FramePattern(pattern));
        }
    }

    private Rules(List<Rule> rules) {
        List<Rule> all = new ArrayList<>(rules);
        all.addAll(KNOWN);
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
            String line = lines.get(i);
            int comment = line.indexOf('#');
            String[] words =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
            if (words.length == 1 && words[0].isEmpty()) {
                continue;
            }
            Kind kind = words.length == 2 ? kind(words[0]) : null;
            if (kind == null) {
                throw new IllegalArgumentException(file + ":" + (i + 1)
                        + ": expected pool, process-lifetime or library, and a pattern such as com.acme.SlabPool.*");
            }
            rules.add(new Rule(kind, words[1]));
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

    /** The pattern of the first rule of a kind that a frame fits; null if there is none. */
    @Nullable
    String match(Kind kind, Frame frame) {
        for (Rule rule : rules) {
            if (rule.kind == kind && rule.pattern.matches(frame)) {
                return rule.pattern.toString();
            }
        }
        return null;
    }
}
