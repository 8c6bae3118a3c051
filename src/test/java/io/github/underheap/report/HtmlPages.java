package io.github.underheap.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.profile.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads pages back as a browser would: the data is what lies between two tags, and JSON. */
public final class HtmlPages {

    private static final String BEGIN = "<script type=\"application/json\" id=\"data\">";
    private static final String END = "</script>";

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private HtmlPages() {}

    /** The text of the data. */
    public static String dataText(String page) {
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        return page.substring(begin, page.indexOf(END, begin));
    }

    /** The data. */
    public static JsonNode data(String page) throws IOException {
        return MAPPER.readTree(dataText(page));
    }

    /** An integer, however it is written. */
    public static long integer(JsonNode value) {
        return value.isTextual() ? Long.parseLong(value.textValue()) : value.longValue();
    }

    /** The rows by site; -1 stands for those that are not shown. */
    public static Map<Integer, Integer> rows(JsonNode data) {
        Map<Integer, Integer> rows = new TreeMap<>();
        for (int row = 0; row < data.path("count").intValue(); row++) {
            rows.put(data.path("site").path(row).intValue(), row);
        }
        return rows;
    }

    /** The value of a column that may be left out. */
    public static long value(JsonNode data, int side, String key, int row) {
        JsonNode column = data.path("values").path(side).path(key);
        return column.isMissingNode() ? 0 : integer(column.path(row));
    }

    /** The stacks of all rows, innermost frame first, without bytecode indexes. */
    public static List<List<Frame>> stacks(JsonNode data) {
        List<List<Frame>> stacks = new ArrayList<>();
        List<Integer> before = List.of();
        int own = 0;
        for (int row = 0; row < data.path("count").intValue(); row++) {
            List<Integer> stack = new ArrayList<>(
                    before.subList(0, data.path("shared").path(row).intValue()));
            while (stack.size() < data.path("depth").path(row).intValue()) {
                stack.add(data.path("own").path(own++).intValue());
            }
            before = stack;
            stacks.add(
                    stack.reversed().stream().map(number -> frame(data, number)).toList());
        }
        return stacks;
    }

    private static Frame frame(JsonNode data, int number) {
        JsonNode frames = data.path("frames");
        String type = text(data, frames.path("type").path(number).intValue());
        String method = text(data, frames.path("method").path(number).intValue());
        String file = text(data, frames.path("file").path(number).intValue());
        int line = frames.path("line").path(number).intValue();
        return frames.path("type").path(number).intValue() < 0
                ? Frame.synthetic(method)
                : Frame.of(type, method, file, line < 0 ? -2 : line, -1);
    }

    private static String text(JsonNode data, int number) {
        return number < 0 ? "" : data.path("texts").path(number).textValue();
    }
}
