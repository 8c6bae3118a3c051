package io.github.underheap.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.github.underheap.report.PlainText;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON that is read strictly, one token after another: each thing is asked for by the type that it must have, and what is not so ends in one line
 * that says where. Values of keys are called by their keys in it; elements of arrays by what who asks says.
 *
 * <p>Bounded: nesting, the length of names, texts and numbers, and how many names there are. A key that is there twice is refused, because
 * nobody knows which one counts.
 *
 * <p>Any method may throw what the parser throws; who reads a file passes it to {@link #explained}, the one place that makes a line of it.
 *
 * <p>Not thread-safe.
 */
final class JsonInput implements AutoCloseable {

    private static final int DEEPEST = 32;
    private static final int LONGEST_NAME = 1 << 10;
    /** Command lines of Linux are at most 2 MiB, and a merge joins some. */
    private static final int LONGEST_TEXT = 1 << 24;

    private static final int LONGEST_NUMBER = 40;
    private static final int MOST_KEYS = 256;
    private static final int MOST_NAMES = 4_096;
    private static final int MOST_SHOWN = 40;

    /** Spreads a hash over the high bits, by the golden ratio; the highest are a number below 64. */
    private static final int SPREAD = 0x9E3779B1;

    private static final int TO_64 = Integer.SIZE - 6;

    /** What the parser says to programmers who use it. */
    private static final Pattern ADVICE = Pattern.compile(": enable `.*|\\? \\(.*| \\(for (Object|Array) starting.*");

    private static final Pattern HALF_A_WORD =
            Pattern.compile("^Unrecognized token '(t|tr|tru|f|fa|fal|fals|n|nu|nul)'");

    private static final String TEXT_TOO_LONG = "a text is longer than " + LONGEST_TEXT + " characters";

    private static final String CUT_OFF = "the file ends in the middle; it may have been cut off";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    private final String file;
    private final Input in;
    private final JsonParser parser;

    /** The parser keeps each name, so there must not be ever more of them. */
    private final Set<String> unknownNames = new HashSet<>();

    /** The keys so far of each object that is open. */
    private final String[][] keys = new String[DEEPEST + 1][MOST_KEYS];

    private final int[] keyCounts = new int[DEEPEST + 1];

    /** One bit for each of those keys, which several may share. */
    private final long[] keyBits = new long[DEEPEST + 1];

    private int depth;

    /**
     * Reads a stream.
     *
     * @param file as messages call it
     * @param in JSON in UTF-8
     */
    JsonInput(String file, InputStream in) throws IOException {
        this.file = file;
        this.in = new Input(in);
        this.parser = FACTORY.createParser(this.in);
    }

    /** The value of a key, or of the file, must begin an object. */
    void beginObject() throws IOException {
        next();
        elementBeginsObject(null);
    }

    /** The next key of the object, or null at its end. */
    @Nullable
    String nextKey() throws IOException {
        if (next() == JsonToken.END_OBJECT) {
            depth--;
            return null;
        }
        String key = parser.currentName();
        int count = keyCounts[depth];
        // A million objects have some ten keys each: who has no bit was not there yet.
        long bit = 1L << ((key.hashCode() * SPREAD) >>> TO_64);
        if ((keyBits[depth] & bit) != 0) {
            for (int i = 0; i < count; i++) {
                if (keys[depth][i].equals(key)) {
                    throw wrong("the key \"" + shown(key) + "\" is there twice");
                }
            }
        }
        if (count == MOST_KEYS) {
            throw wrong("an object has more than " + MOST_KEYS + " keys");
        }
        keys[depth][count] = key;
        keyBits[depth] |= bit;
        keyCounts[depth]++;
        return key;
    }

    /** The value of a key must begin an array. */
    void beginArray() throws IOException {
        next();
        elementBeginsArray(null);
    }

    /** Whether the array goes on; its next element is the current token then. */
    boolean hasNext() throws IOException {
        return next() != JsonToken.END_ARRAY;
    }

    /** The value of a key: a text. */
    String text() throws IOException {
        next();
        return element(null);
    }

    /** The current element of an array: a text. */
    String element(@Nullable String what) throws IOException {
        expect(JsonToken.VALUE_STRING, what, "must be a text");
        return parser.getText();
    }

    /** Which of some texts the current element is, and -1 if it is none of them; no object is made of it. */
    int elementOf(String[] texts) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return -1;
        }
        char[] chars = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        for (int i = 0; i < texts.length; i++) {
            if (texts[i].length() == length && isText(texts[i], chars, offset)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isText(String text, char[] chars, int offset) {
        int at = 0;
        while (at < text.length() && text.charAt(at) == chars[offset + at]) {
            at++;
        }
        return at == text.length();
    }

    /** The current element must begin an object. */
    void elementBeginsObject(@Nullable String what) throws IOException {
        expect(JsonToken.START_OBJECT, what, "must be an object");
        depth++;
        keyCounts[depth] = 0;
        keyBits[depth] = 0;
    }

    /** The current element must begin an array. */
    void elementBeginsArray(@Nullable String what) throws IOException {
        expect(JsonToken.START_ARRAY, what, "must be an array");
    }

    /** The value of a key: true or false. */
    boolean flag() throws IOException {
        JsonToken token = next();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw wrong(called(null) + " must be true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    /** The value of a key: a whole number from 0 to 2^63 - 1. */
    long count() throws IOException {
        next();
        return elementCount(null);
    }

    /** The value of a key: a whole number of 64 bits. */
    long number() throws IOException {
        next();
        return elementNumber(null);
    }

    /** The current element of an array: a whole number from 0 to 2^63 - 1. */
    long elementCount(@Nullable String what) throws IOException {
        return number(what, 0);
    }

    /** The current element of an array: a whole number of 64 bits. */
    long elementNumber(@Nullable String what) throws IOException {
        return number(what, Long.MIN_VALUE);
    }

    private long number(@Nullable String what, long least) throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT, what, "must be a whole number");
        try {
            long value = parser.getLongValue();
            if (value >= least) {
                return value;
            }
        } catch (InputCoercionException e) {
            // It has more than 64 bits.
        }
        throw wrong(called(what) + " must be a whole number from " + (least == 0 ? "0" : "-2^63") + " to 2^63 - 1");
    }

    /** Passes over the value of a key that is not known, whatever it is. */
    void skip() throws IOException {
        noteName();
        JsonToken token = next();
        for (int open = opened(token); open > 0; open += opened(token)) {
            token = next();
            if (token == JsonToken.FIELD_NAME) {
                noteName();
            }
        }
    }

    private void noteName() throws IOException {
        if (unknownNames.add(parser.currentName())) {
            require(unknownNames.size() <= MOST_NAMES, "there are more than " + MOST_NAMES + " different keys");
        }
    }

    private static int opened(JsonToken token) {
        return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    /** Nothing may follow. */
    void end() throws IOException {
        require(parser.nextToken() == null, "something follows after the end of the profile");
    }

    void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw wrong(otherwise);
        }
    }

    /** Refuses what this library does not write, and says what to do if a newer one does. */
    void requireVersion(long version, int least, int most) throws IOException {
        require(
                version <= most,
                "written by a newer underheap (version " + version + "; this one reads " + most + "); update it");
        require(version >= least, "there is no version " + version + " of underheap's files");
    }

    /** What is wrong at the current token. */
    UnreadableProfileException wrong(String reason) {
        return new UnreadableProfileException(where(parser.currentTokenLocation()), reason);
    }

    /** What was thrown while this was read: as one line that says where, unless it is no fault of the content. */
    IOException explained(IOException thrown) {
        if (!(thrown instanceof JsonProcessingException e)) {
            return thrown;
        }
        String reason = reason(e);
        if (reason.equals(TEXT_TOO_LONG)) {
            // How far it was read depends on what the parser's memory was used for before.
            return wrong(reason);
        }
        JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        return new UnreadableProfileException(where(at), reason);
    }

    private String reason(JsonProcessingException e) {
        String message = e.getOriginalMessage().lines().findFirst().orElse("");
        if (message.startsWith("Unexpected end-of-input")
                || (HALF_A_WORD.matcher(message).find() && isAtEnd())) {
            return CUT_OFF;
        }
        if (e instanceof StreamConstraintsException) {
            return message.contains("depth")
                    ? "nested deeper than " + DEEPEST
                    : message.contains("Name")
                            ? "a key is longer than " + LONGEST_NAME + " characters"
                            : message.contains("Number")
                                    ? "a number has more than " + LONGEST_NUMBER + " characters"
                                    : TEXT_TOO_LONG;
        }
        return "this is no JSON: " + PlainText.shown(ADVICE.matcher(message).replaceFirst(""));
    }

    private boolean isAtEnd() {
        try {
            return in.ended && parser.releaseBuffered(OutputStream.nullOutputStream()) <= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** A text of the file as a message may show it. */
    static String shown(String text) {
        if (text.codePointCount(0, text.length()) <= MOST_SHOWN) {
            return PlainText.shown(text);
        }
        return PlainText.shown(text.substring(0, text.offsetByCodePoints(0, MOST_SHOWN))) + "…";
    }

    private String where(JsonLocation at) {
        return file + ":" + at.getLineNr() + ":" + at.getColumnNr();
    }

    private void expect(JsonToken token, @Nullable String what, String otherwise) throws IOException {
        if (parser.currentToken() != token) {
            throw wrong(called(what) + " " + otherwise);
        }
    }

    /** What messages call the current value: by its key, unless that is said. */
    private String called(@Nullable String what) throws IOException {
        String key = parser.currentName();
        return what != null ? what : key == null ? "a profile" : "\"" + shown(key) + "\"";
    }

    private JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new UnreadableProfileException(where(parser.currentLocation()), CUT_OFF);
        }
        return token;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** Knows whether all was read, which the parser does not tell. */
    private static final class Input extends FilterInputStream {
        private boolean ended;

        Input(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            ended |= value < 0;
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            ended |= count < 0;
            return count;
        }
    }
}
