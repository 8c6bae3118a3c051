package io.github.underheap.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.underheap.report.PlainText;
import java.io.IOException;
import java.io.InputStream;

/**
 * JSON that is read strictly, one token after another: each thing is asked for by the type that it must have, and what is not so ends in one line
 * that says where.
 *
 * <p>Bounded: nesting, and the length of names, texts and numbers. A key that is there twice is refused, because nobody knows which one counts.
 *
 * <p>Not thread-safe.
 */
final class JsonInput implements AutoCloseable {

    private static final int DEEPEST = 32;
    private static final int LONGEST_NAME = 1 << 10;
    private static final int LONGEST_TEXT = 1 << 20;
    private static final int LONGEST_NUMBER = 40;
    private static final int MOST_SHOWN = 40;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    private final String file;
    private final JsonParser parser;

    /** @param file as messages call it */
    JsonInput(String file, InputStream in) throws IOException {
        this.file = file;
        this.parser = FACTORY.createParser(in);
    }

    /** The next token must begin an object. */
    void beginObject(String what) throws IOException {
        expect(JsonToken.START_OBJECT, what + " must be an object");
    }

    /** The next key of the object, or null at its end. */
    @org.jspecify.annotations.Nullable
    String nextKey() throws IOException {
        return next() == JsonToken.END_OBJECT ? null : parser.currentName();
    }

    /** The next token must begin an array. */
    void beginArray(String what) throws IOException {
        expect(JsonToken.START_ARRAY, what + " must be an array");
    }

    /** Whether the array goes on; its next element is the current token then. */
    boolean hasNext() throws IOException {
        return next() != JsonToken.END_ARRAY;
    }

    /** The value of a key: a text. */
    String text(String what) throws IOException {
        expect(JsonToken.VALUE_STRING, what + " must be a text");
        return parser.getText();
    }

    /** The current element of an array: a text. */
    String element(String what) throws IOException {
        require(parser.currentToken() == JsonToken.VALUE_STRING, what + " must be a text");
        return parser.getText();
    }

    /** The current element must begin an object. */
    void elementBeginsObject(String what) throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT, what + " must be an object");
    }

    /** The current element must begin an array. */
    void elementBeginsArray(String what) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY, what + " must be an array");
    }

    /** The value of a key: true or false. */
    boolean flag(String what) throws IOException {
        JsonToken token = next();
        require(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, what + " must be true or false");
        return token == JsonToken.VALUE_TRUE;
    }

    /** The value of a key: a whole number from 0 to 2^63 - 1. */
    long count(String what) throws IOException {
        JsonToken token = next();
        return number(token, what, 0);
    }

    /** The value of a key: a whole number of 64 bits. */
    long number(String what) throws IOException {
        JsonToken token = next();
        return number(token, what, Long.MIN_VALUE);
    }

    /** The current element of an array: a whole number of 64 bits. */
    long elementNumber(String what) throws IOException {
        return number(parser.currentToken(), what, Long.MIN_VALUE);
    }

    /** The current element of an array: the number of one of some things. */
    int elementIndex(String what, int limit) throws IOException {
        long index = number(parser.currentToken(), what, 0);
        require(index < limit, what + " is " + index + ", and there are " + limit);
        return (int) index;
    }

    private long number(JsonToken token, String what, long least) throws IOException {
        require(token == JsonToken.VALUE_NUMBER_INT, what + " must be a whole number");
        long value = 0;
        boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        if (fits) {
            value = parser.getLongValue();
        }
        require(
                fits && value >= least,
                what + " must be a whole number from " + (least == 0 ? "0" : "-2^63") + " to 2^63 - 1");
        return value;
    }

    /** Passes over the value of a key, whatever it is. */
    void skip() throws IOException {
        JsonToken token = next();
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            for (int depth = 1; depth > 0; ) {
                JsonToken inner = next();
                depth += inner.isStructStart() ? 1 : inner.isStructEnd() ? -1 : 0;
            }
        }
    }

    /** Nothing may follow. */
    void end() throws IOException {
        try {
            require(parser.nextToken() == null, "something follows after the end of the profile");
        } catch (JsonProcessingException e) {
            throw broken(e);
        }
    }

    void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw wrong(otherwise);
        }
    }

    UnreadableProfileException wrong(String reason) {
        JsonLocation at = parser.currentTokenLocation();
        return new UnreadableProfileException(where(at), reason);
    }

    /** A text of the file as a message may show it. */
    static String shown(String text) {
        String plain = PlainText.shown(text);
        return plain.length() <= MOST_SHOWN ? plain : plain.substring(0, MOST_SHOWN) + "…";
    }

    private String where(JsonLocation at) {
        return file + ":" + at.getLineNr() + ":" + at.getColumnNr();
    }

    private void expect(JsonToken token, String otherwise) throws IOException {
        require(next() == token, otherwise);
    }

    private JsonToken next() throws IOException {
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new UnreadableProfileException(
                        where(parser.currentLocation()), "the file ends in the middle; it may have been cut off");
            }
            return token;
        } catch (JsonProcessingException e) {
            throw broken(e);
        }
    }

    private UnreadableProfileException broken(JsonProcessingException e) {
        JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        String message = e.getOriginalMessage();
        boolean ends = message.startsWith("Unexpected end-of-input") || message.startsWith("Unexpected EOF");
        return new UnreadableProfileException(
                where(at),
                ends
                        ? "the file ends in the middle; it may have been cut off"
                        : "this is no JSON: " + PlainText.shown(firstLine(message)));
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
