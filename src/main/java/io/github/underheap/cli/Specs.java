package io.github.underheap.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Builds what picocli parses. Values stay text: {@link Given} turns them into what they mean, with messages that say what is expected, and without the
 * reflection that picocli's converters cost when a program starts.
 */
final class Specs {

    /** Columns of a help text. */
    private static final int WIDTH = 100;

    private static final int OPTION_COLUMN = 28;

    /** Without a list of arguments: the first line has them. */
    private static final List<String> SECTIONS = List.of(
            UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION_HEADING,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
            UsageMessageSpec.SECTION_KEY_FOOTER);

    private static final int GAP = 3;

    /** What stands for a value that is the name of a file, which a shell can complete. */
    private static final String FILE = "FILE";

    /** See {@link #FILE}. */
    private static final String FOLDER = "DIR";

    /** Only marks values that a shell completes as names of files, which picocli knows by their type; they are converted elsewhere. */
    private static final ITypeConverter<Path> NAME = new Name();

    private static final class Name implements ITypeConverter<Path> {
        @Override
        public Path convert(String value) {
            return Path.of("");
        }
    }

    private Specs() {}

    /**
     * A command with a help of one screen: how to call it, examples, options.
     *
     * @param synopsis what follows the name of the verb
     * @param examples pairs: what follows the name of the program, and what that does
     */
    static CommandSpec command(Verb verb, String synopsis, String... examples) {
        CommandSpec spec = CommandSpec.create().name(verb.name());
        spec.usageMessage()
                .width(WIDTH)
                .longOptionsMaxWidth(OPTION_COLUMN)
                .sortOptions(false)
                .sectionKeys(SECTIONS)
                .customSynopsis(("underheap " + verb.name() + " " + synopsis).stripTrailing() + ": " + verb.summary())
                .descriptionHeading("%n")
                .description(examples(examples))
                .optionListHeading("%n")
                .footerHeading("%n");
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .hidden(true)
                .description("this text")
                .build());
        spec.addOption(OptionSpec.builder("--color")
                .paramLabel("WHEN")
                .type(String.class)
                .hidden(true)
                .description("auto, always or never")
                .completionCandidates(Colour.WHEN)
                .build());
        spec.addOption(OptionSpec.builder("--debug")
                .hidden(true)
                .description("shows where an internal error comes from")
                .build());
        return spec;
    }

    private static String[] examples(String... pairs) {
        String[] lines = new String[pairs.length / 2];
        int longest = 0;
        for (int i = 0; i < lines.length; i++) {
            longest = Math.max(longest, pairs[2 * i].length());
        }
        for (int i = 0; i < lines.length; i++) {
            String typed = pairs[2 * i];
            String gap = " ".repeat(longest - typed.length() + GAP);
            // picocli takes a per cent sign for a placeholder.
            lines[i] = ("  underheap " + typed + gap + pairs[2 * i + 1]).replace("%", "%%");
        }
        return lines;
    }

    /** Leaves options out of the help; they work all the same. */
    static void hide(CommandSpec spec, List<String> names) {
        for (String name : names) {
            replace(spec, "--" + name, true);
        }
    }

    /** Has all options shown, as completion has to. */
    static CommandSpec unhidden(CommandSpec spec) {
        for (OptionSpec option : List.copyOf(spec.options())) {
            replace(spec, option.longestName(), false);
        }
        return spec;
    }

    private static void replace(CommandSpec spec, String name, boolean hidden) {
        OptionSpec option = spec.findOption(name);
        spec.remove(option);
        spec.addOption(OptionSpec.builder(option).hidden(hidden).build());
    }

    /** An option with a value. */
    static OptionSpec value(String label, String meaning, String... names) {
        OptionSpec.Builder option =
                OptionSpec.builder(names).paramLabel(label).type(String.class).description(meaning);
        if (label.equals(FILE) || label.equals(FOLDER)) {
            option.type(Path.class).converters(NAME);
        }
        return option.build();
    }

    /**
     * An option whose value is one of a few words.
     *
     * @param label stands for the value; no two options of a command have the same, since the script that completes names its lists by it
     */
    static OptionSpec choice(String label, List<String> words, String meaning, String... names) {
        return OptionSpec.builder(names)
                .paramLabel(label)
                .type(String.class)
                .completionCandidates(words)
                .description(meaning)
                .build();
    }

    /** An option without a value. */
    static OptionSpec flag(String meaning, String... names) {
        return OptionSpec.builder(names).description(meaning).build();
    }

    /** An option without a value that can be given several times, as in {@code -vvv}. */
    static OptionSpec counted(String meaning, String... names) {
        return OptionSpec.builder(names)
                .arity("0")
                .type(List.class)
                .auxiliaryTypes(Boolean.class)
                .description(meaning)
                .build();
    }

    /** The arguments that are no options. */
    static PositionalParamSpec files() {
        return PositionalParamSpec.builder()
                .paramLabel(FILE)
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(Path.class)
                .converters(NAME)
                .build();
    }
}
