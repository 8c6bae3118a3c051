package io.github.underheap.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code underheap completion}: prints the script by which bash and zsh complete command lines. */
final class CompletionVerb implements Verb {

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public String summary() {
        return "prints the script that completes command lines in bash and zsh";
    }

    @Override
    public CommandSpec spec() {
        return Specs.command(
                        this,
                        "",
                        "completion > ~/.local/share/bash-completion/completions/underheap",
                        "bash",
                        "completion > ~/.underheap-completion",
                        "zsh, sourced after compinit")
                .addPositional(Specs.files());
    }

    @Override
    public int execute(Given given, Surroundings around) throws IOException {
        Arguments.none(this, given);
        CommandLine all = new CommandLine(CommandSpec.create().name("underheap"));
        for (Verb verb : Verbs.all()) {
            all.addSubcommand(verb.name(), Specs.unhidden(verb.spec()));
        }
        all.addSubcommand("help", names());
        around.out().write(AutoComplete.bash("underheap", all).getBytes(StandardCharsets.UTF_8));
        return 0;
    }

    /** What follows {@code help}: the name of a verb. */
    private static CommandSpec names() {
        CommandSpec help = CommandSpec.create().name("help");
        for (String name : Verbs.NAMES) {
            help.addSubcommand(name, CommandSpec.create().name(name));
        }
        return help;
    }
}
