package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.select.Groups;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Selection;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.OutputStream;

/** All sites as text, with whole stacks, reasons and hints: the most that {@link GroupsText} shows. */
public final class TextFormat implements ProfileFormat {

    private final Rules rules;

    /** For the service loader: without rules of a user. */
    public TextFormat() {
        this(Rules.BUILT_IN);
    }

    /** @param rules by which sites are judged */
    public TextFormat(Rules rules) {
        this.rules = rules;
    }

    @Override
    public String name() {
        return "text";
    }

    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        Utf8Writer writer = new Utf8Writer(out);
        new GroupsText(Style.PLAIN, TextParts.EVERYTHING)
                .write(Groups.of(new Verdicts(profile, rules), Selection.ALL), writer);
        writer.flush();
    }
}
