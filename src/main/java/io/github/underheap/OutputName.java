package io.github.underheap;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of files with placeholders, as the option {@code output} has them. */
final class OutputName {

    /** The last alternative catches what is none of them. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile("%(?:(?<letter>[pth%])|\\{(?<name>[^{}]+)}|\\{[^}]*}?|.?)");

    private OutputName() {}

    /** What is wrong with a template, and what would be right. */
    static Optional<String> mistake(String template) {
        if (template.isBlank()) {
            return Optional.of("'" + template + "' is not valid; expected the name of a file");
        }
        return PLACEHOLDER
                .matcher(template)
                .results()
                .filter(found -> found.group("letter") == null && found.group("name") == null)
                .findFirst()
                .map(found -> "'" + found.group() + "' in '" + template
                        + "' is not valid; expected %p, %t, %h, %{NAME} or %%");
    }

    /**
     * Puts values in.
     *
     * @param template one without a {@link #mistake}
     * @param environment gives a variable of the environment, or null
     */
    static String expand(
            String template, long pid, long startMillis, String host, Function<String, @Nullable String> environment) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (Objects.requireNonNullElse(found.group("letter"), "")) {
                            case "p" -> Long.toString(pid);
                            case "t" -> Long.toString(startMillis);
                            case "h" -> host;
                            case "%" -> "%";
                            default -> Objects.requireNonNullElse(environment.apply(found.group("name")), "");
                        }));
    }
}
