package io.github.underheap.report;

import io.github.underheap.select.Breach;
import io.github.underheap.select.Check;
import io.github.underheap.select.Figure;
import io.github.underheap.select.Growth;
import io.github.underheap.select.Limit;
import io.github.underheap.text.Numbers;
import java.util.ArrayList;
import java.util.List;

/** The result of a check in the words that all its formats use. */
final class CheckWords {

    /** What is said of a limit that cannot be checked; a doubt says why. */
    static final String NOT_KNOWN = "not known";

    private CheckWords() {}

    /** A figure and its limit. */
    static String of(Figure figure) {
        Figure.Allowance allowance = figure.growth();
        if (allowance == null) {
            return Figures.full(figure.metric(), figure.value()) + words(figure) + ", at most "
                    + Figures.full(figure.metric(), figure.most()) + " allowed";
        }
        Growth growth = allowance.growth();
        String percent = Figures.percent(growth);
        return figure.metric().words() + " went from " + Numbers.exact(growth.before()) + " to "
                + Numbers.exact(growth.after()) + (percent.isEmpty() ? "" : " (" + percent + ")") + ", at most +"
                + JsonParts.decimal(allowance.percent()) + " % allowed";
    }

    /** What is counted, after the figure with its unit. */
    private static String words(Figure figure) {
        return switch (figure.limit()) {
            case PEAK -> " at t-gmax";
            case LIVE -> " live";
            case TOTAL, BLOCKS -> " in total";
            case LEAK -> " leaked";
            case GROWTH -> "";
        };
    }

    /** Who broke a limit, and by what. */
    static String of(Breach breach) {
        String key = breach.key();
        return (key == null ? "" : PlainText.shown(key) + ": ") + of(breach.figure());
    }

    /** A site that contributed, on one line. */
    static String of(Breach.Culprit culprit, Breach breach) {
        Limit limit = breach.figure().limit();
        String share = Figures.of(breach.figure().metric(), culprit.share());
        return (limit == Limit.GROWTH ? "+" : "") + share + "  "
                + PlainText.shown(culprit.frame().text());
    }

    /** A breach and the sites that contributed, a line each. */
    static List<String> lines(Breach breach) {
        List<String> lines = new ArrayList<>();
        lines.add(of(breach));
        breach.culprits().forEach(culprit -> lines.add("  " + of(culprit, breach)));
        return lines;
    }

    /** What came of a limit, if it is not kept: a line for each breach and for what contributed to it. */
    static List<String> failure(Check.Result result) {
        List<String> lines = new ArrayList<>();
        if (!result.isKnown()) {
            lines.add(NOT_KNOWN);
            return lines;
        }
        result.breaches().forEach(breach -> lines.addAll(lines(breach)));
        if (result.unnamed() > 0) {
            lines.add(unnamed(result));
        }
        return lines;
    }

    /** How many groups are not named. */
    static String unnamed(Check.Result result) {
        return Numbers.exact(result.unnamed()) + " more break this limit";
    }
}
