package io.github.underheap.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table for a terminal: lines with right-aligned columns, and a text at the end of each. Lines may have numbers.
 *
 * <p>Rows are passed twice: once to be measured and once to be written, so that a table of a million lines is not held.
 */
final class TextTable {

    private static final String GAP = "  ";

    private static final int NARROWEST_RANK = 3;

    private final List<String> heads;
    private final int[] widths;
    private int rankWidth;

    TextTable(List<String> heads) {
        this.heads = List.copyOf(heads);
        this.widths = heads.stream().mapToInt(String::length).toArray();
    }

    /** A cell: its text, and the text with what makes it stand out. */
    record Cell(String text, String styled) {
        Cell(String text) {
            this(text, text);
        }
    }

    /** Measures a numbered line. */
    void measure(int rank, List<Cell> cells) {
        rankWidth = Math.max(Math.max(rankWidth, NARROWEST_RANK), (rank + ".").length());
        measure(cells);
    }

    /** Measures a line without a number. */
    void measure(List<Cell> cells) {
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(widths[column], cells.get(column).text().length());
        }
    }

    void writeHeads(Style style, Appendable out) throws IOException {
        List<Cell> cells = new ArrayList<>();
        for (String head : heads) {
            cells.add(new Cell(head, style.strong(head)));
        }
        write("", cells, "", out);
    }

    /** Writes a line without a number. */
    void write(List<Cell> cells, String text, Appendable out) throws IOException {
        write("", cells, text, out);
    }

    /** Writes a numbered line. */
    void write(int rank, List<Cell> cells, String text, Appendable out) throws IOException {
        write(rank + ".", cells, text, out);
    }

    private void write(String rank, List<Cell> cells, String text, Appendable out) throws IOException {
        StringBuilder line = new StringBuilder();
        line.repeat(' ', rankWidth - rank.length()).append(rank);
        for (int column = 0; column < widths.length; column++) {
            Cell cell = cells.get(column);
            line.append(GAP).repeat(' ', widths[column] - cell.text().length()).append(cell.styled());
        }
        out.append(line.append(text.isEmpty() ? "" : GAP).append(text).append('\n'));
    }

    /** Where texts below a line begin. */
    String indent() {
        return " ".repeat(rankWidth + 3);
    }
}
