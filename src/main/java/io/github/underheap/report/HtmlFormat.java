package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One page of HTML to look at in a browser, with all it needs in it: totals, remarks, a flame graph, a table and a tree of the sites. It asks
 * for nothing from elsewhere, and says so to the browser.
 *
 * <p>Of more than {@value HtmlLargest#MOST} sites the page shows those that weigh most, and the others as one.
 */
public final class HtmlFormat implements ProfileFormat {

    /** How a page begins, by which it is known again. */
    public static final String FIRST_LINE = "<!doctype html><!-- underheap -->";

    private final Rules rules;
    private final HtmlView view;

    /** For the service loader: without rules of a user. */
    public HtmlFormat() {
        this(Rules.BUILT_IN);
    }

    /** @param rules by which sites are judged */
    public HtmlFormat(Rules rules) {
        this(rules, null, null);
    }

    /**
     * A page that opens with a metric and a search.
     *
     * @param rules by which sites are judged
     * @param metric what is drawn first; null for what tells most
     * @param search what is searched for first; null for nothing
     */
    public HtmlFormat(Rules rules, @Nullable Metric metric, @Nullable String search) {
        this.rules = rules;
        this.view = new HtmlView(metric, search);
    }

    @Override
    public String name() {
        return "html";
    }

    /**
     * Writes a profile.
     *
     * @throws IllegalArgumentException if it is a difference: a page of two profiles shows both, see {@link HtmlComparison}
     */
    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        if (profile.isDifference()) {
            throw new IllegalArgumentException(
                    "the difference of two profiles cannot be drawn; a comparison of the two can");
        }
        HtmlPage.write(new HtmlData(HtmlSites.of(new Verdicts(profile, rules)), view), out);
    }
}
