package io.github.underheap.cli;

import java.io.IOException;
import java.util.List;

/** One run of the command: what was typed, to its exit code. Not thread-safe. */
final class Invocation {

    private final List<String> arguments;
    private final ResultStream out;
    private Surroundings around;

    Invocation(List<String> arguments, Surroundings around) {
        this.arguments = arguments;
        this.out = new ResultStream(around.out());
        this.around = around.withOut(out);
    }

    /** Runs it; whatever goes wrong ends in one line on standard error. */
    int run() {
        try {
            int code = command();
            out.found(code);
            out.flush();
            return code;
        } catch (ResultStream.Closed e) {
            // The reader has seen enough, as `| head` does. The exit code of what was found still holds.
            return out.code();
        } catch (Refusal e) {
            around.say(e.line());
            return Refusal.USAGE;
        } catch (IOException e) {
            around.say(Fault.reason(e));
            return Refusal.USAGE;
        } catch (Throwable e) {
            return Fault.tell(e, arguments, around);
        }
    }

    private int command() throws IOException {
        TypedLine typed = TypedLine.of(arguments);
        String name = typed.verb();
        if (name == null) {
            return Help.withoutVerb(typed.arguments(), around);
        }
        if (name.equals("help")) {
            return Help.of(typed.arguments(), around);
        }
        Verb verb = Main.verb(name, around);
        Given given = verb.parse(typed.arguments());
        if (given == null) {
            given = Picocli.parse(verb, typed.arguments());
        }
        around = around.withColour(given.word("--color", Colour.WHEN, around.colour()));
        return given.isHelpWanted() ? Help.of(verb, around) : verb.execute(given, around);
    }
}
