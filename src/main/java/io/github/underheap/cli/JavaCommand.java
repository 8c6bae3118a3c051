package io.github.underheap.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command that runs a program with the library: what the user gave for {@code java}, then the library on the class path or module path and
 * the options as properties, then the program and its arguments. All of it is raw text.
 *
 * <p>Our options come after the user's java options, since the last of two equal properties counts.
 *
 * @param arguments those of java
 * @param output the name of the profile, as the option {@code output} has it
 * @param remark what the user should know; null if there is nothing
 */
record JavaCommand(
        List<String> arguments, String output, @Nullable String remark) {

    /** Where the profile is written by default. */
    static final String STANDARD_OUTPUT = "dhat-heap.json";

    static final String NO_PROGRAM = "run what? FILE.java, -jar APP.jar, or -cp PATH Main";

    private static final String MODULE = "io.github.underheap";
    private static final String OUTPUT = "-Dunderheap.output=";
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** Java takes options from these variables; the last one counts. */
    private static final List<String> VARIABLES_OF_JAVA =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private enum Kind {
        SOURCE,
        JAR,
        CLASS,
        MODULE
    }

    /**
     * Makes it.
     *
     * @param typed what follows the options of {@code run}
     * @param options those of the library that were given, by key; {@code output} as raw text
     * @param library the library's jar
     */
    static JavaCommand of(
            List<String> typed, Map<String, String> options, String library, ChildEnvironment environment) {
        if (typed.isEmpty()) {
            throw new Refusal(NO_PROGRAM);
        }
        return new Maker(library, environment).make(typed, options);
    }

    /** Reads java's arguments up to the program, and then writes the command. */
    private static final class Maker {

        private final String library;
        private final ChildEnvironment environment;
        private final List<String> command = new ArrayList<>();
        private @Nullable Kind kind;
        private String program = "";
        private @Nullable String classPath;
        private @Nullable String modulePath;
        private String property = "";

        Maker(String library, ChildEnvironment environment) {
            this.library = library;
            this.environment = environment;
        }

        JavaCommand make(List<String> typed, Map<String, String> options) {
            int at = 0;
            while (at < typed.size() && kind == null) {
                at += take(typed, at);
            }
            if (kind == null) {
                throw new Refusal("no program among the arguments: FILE.java, -jar APP.jar, or -cp PATH Main");
            }
            String remark = useProgram(kind);
            addPaths(kind);
            addOptions(options);
            if (kind == Kind.MODULE) {
                command.add("-m");
            }
            command.add(program);
            command.addAll(typed.subList(at, typed.size()));
            return new JavaCommand(command, property, remark);
        }

        /** Takes one of java's arguments; how many words it has. */
        private int take(List<String> typed, int at) {
            String argument = typed.get(at);
            switch (argument) {
                case "-cp", "-classpath", "--class-path" -> classPath = value(typed, at);
                case "-p", "--module-path" -> modulePath = value(typed, at);
                case "-jar" -> use(Kind.JAR, value(typed, at));
                case "-m", "--module" -> use(Kind.MODULE, value(typed, at));
                case "--upgrade-module-path",
                        "--add-modules",
                        "--enable-native-access",
                        "--limit-modules",
                        "--add-exports",
                        "--add-opens",
                        "--add-reads",
                        "--patch-module",
                        "--source" -> {
                    command.add(argument);
                    command.add(value(typed, at));
                }
                default -> {
                    takeWord(argument);
                    return 1;
                }
            }
            return 2;
        }

        private static String value(List<String> typed, int at) {
            if (at + 1 == typed.size()) {
                throw new Refusal(typed.get(at) + " needs a value");
            }
            return typed.get(at + 1);
        }

        private void takeWord(String argument) {
            if (argument.startsWith("--module-path=")) {
                modulePath = after("--module-path=", argument);
            } else if (argument.startsWith("--class-path=")) {
                classPath = after("--class-path=", argument);
            } else if (argument.startsWith("--module=")) {
                use(Kind.MODULE, after("--module=", argument));
            } else if (argument.startsWith("@")) {
                throw new Refusal(RawText.shown(argument)
                        + ": argument files are not looked into here; write the options themselves");
            } else if (argument.startsWith("-")) {
                if (argument.startsWith(OUTPUT)) {
                    property = after(OUTPUT, argument);
                }
                command.add(argument);
            } else {
                use(argument.endsWith(".java") ? Kind.SOURCE : Kind.CLASS, argument);
            }
        }

        private static String after(String start, String argument) {
            return argument.substring(start.length());
        }

        private void use(Kind found, String name) {
            kind = found;
            program = name;
        }

        private @Nullable String useProgram(Kind found) {
            switch (found) {
                case JAR -> {
                    ProgramJar jar = ProgramJar.read(program);
                    classPath = program;
                    String remark = jar.hasAgent()
                            ? RawText.shown(program)
                                    + ": its Launcher-Agent-Class is not started, since only -jar does that"
                            : null;
                    program = jar.mainClass();
                    command.addAll(jar.options());
                    return remark;
                }
                case SOURCE -> {
                    Path file = RawText.path(program);
                    if (file != null && !Files.isRegularFile(file)) {
                        throw new Refusal(RawText.shown(program) + ": no such file");
                    }
                    String inherited = environment.value("CLASSPATH");
                    if (classPath == null && !inherited.isEmpty()) {
                        classPath = inherited;
                    }
                }
                case CLASS -> {
                    if (classPath == null) {
                        String inherited = environment.value("CLASSPATH");
                        classPath = inherited.isEmpty() ? "." : inherited;
                    }
                }
                case MODULE -> {}
            }
            return null;
        }

        private void addPaths(Kind found) {
            if (found == Kind.MODULE) {
                command.add("-p");
                command.add(modulePath == null || modulePath.isEmpty() ? library : library + ":" + modulePath);
                // Without it java would warn that it does not know the module when the program's own does not require
                // it.
                command.add("--add-modules");
                command.add(MODULE);
                if (classPath != null) {
                    command.add("-cp");
                    command.add(classPath);
                }
                command.add(NATIVE_ACCESS + "," + MODULE);
            } else {
                if (modulePath != null && !modulePath.isEmpty()) {
                    command.add("-p");
                    command.add(modulePath);
                }
                command.add("-cp");
                command.add(classPath == null ? library : library + ":" + classPath);
                command.add(NATIVE_ACCESS);
            }
        }

        private void addOptions(Map<String, String> options) {
            String given = options.get("output");
            if (given != null) {
                property = given;
                command.add(OUTPUT + given);
            } else if (property.isEmpty()) {
                property = outputOfVariables();
                if (property.isEmpty()) {
                    property = STANDARD_OUTPUT;
                    command.add(OUTPUT + property);
                }
            }
            for (Map.Entry<String, String> option : options.entrySet()) {
                if (!option.getKey().equals("output")) {
                    command.add("-Dunderheap." + option.getKey() + "=" + option.getValue());
                }
            }
        }

        private String outputOfVariables() {
            String found = "";
            for (String variable : VARIABLES_OF_JAVA) {
                for (String word : environment.value(variable).split("[ \t\n]+", -1)) {
                    if (word.startsWith(OUTPUT)) {
                        found = after(OUTPUT, word);
                    }
                }
            }
            return found.isEmpty() ? environment.value("UNDERHEAP_OUTPUT") : found;
        }
    }
}
