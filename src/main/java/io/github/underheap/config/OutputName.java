package io.github.underheap.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of files with placeholders, as the option {@code output} has them.
 *
 * <p>Read by hand: a regular expression with a lambda for each match would cost a starting application milliseconds.
 */
public final class OutputName {

    private OutputName() {}

    /**
     * A percent sign and what belongs to it.
     *
     * @param end after its last character
     * @param isKnown whether it is one of {@code %p %t %h %{NAME} %%}
     */
    private record Placeholder(int start, int end, boolean isKnown) {

        static @Nullable Placeholder next(String template, int from) {
            int start = template.indexOf('%', from);
            return start < 0 ? null : at(template, start);
        }

        private static Placeholder at(String template, int start) {
            int second = start + 1;
            if (second == template.length()) {
                return new Placeholder(start, second, false);
            }
            if (template.charAt(second) != '{') {
                boolean known = "pth%".indexOf(template.charAt(second)) >= 0;
                return new Placeholder(start, template.offsetByCodePoints(second, 1), known);
            }
            int close = template.indexOf('}', second);
            if (close < 0) {
                return new Placeholder(start, template.length(), false);
            }
            boolean named = close > second + 1 && template.indexOf('{', second + 1, close) < 0;
            return new Placeholder(start, close + 1, named);
        }

        String text(String template) {
            return template.substring(start, end);
        }
    }

    /** What is wrong with a template and what would be right, or null if nothing is wrong. */
    static @Nullable String mistake(String template) {
        if (template.isBlank()) {
            return "'" + template + "' is not valid; expected the name of a file";
        }
        Placeholder found = Placeholder.next(template, 0);
        while (found != null && found.isKnown()) {
            found = Placeholder.next(template, found.end());
        }
        return found == null
                ? null
                : "'" + found.text(template) + "' in '" + template
                        + "' is not valid; expected %p, %t, %h, %{NAME} or %%";
    }

    /**
     * Puts values in.
     *
     * @param template one that {@link TrackerOptions.Builder#output} takes
     * @param startMillis since 1970
     */
    public static String expand(
            String template, long pid, long startMillis, String host, Map<String, String> environment) {
        StringBuilder name = new StringBuilder();
        int from = 0;
        for (Placeholder found = Placeholder.next(template, 0);
                found != null;
                found = Placeholder.next(template, from)) {
            name.append(template, from, found.start());
            from = found.end();
            switch (template.charAt(found.start() + 1)) {
                case 'p' -> name.append(pid);
                case 't' -> name.append(startMillis);
                case 'h' -> name.append(host);
                case '%' -> name.append('%');
                default -> {
                    String variable = template.substring(found.start() + 2, found.end() - 1);
                    name.append(environment.getOrDefault(variable, ""));
                }
            }
        }
        return name.append(template, from, template.length()).toString();
    }
}
