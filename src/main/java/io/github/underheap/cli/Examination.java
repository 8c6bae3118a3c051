package io.github.underheap.cli;

import io.github.underheap.Tracker;
import io.github.underheap.config.OptionReader;
import io.github.underheap.config.OptionTable;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.WalkMode;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What {@code doctor} has found out about this process.
 *
 * @param facts what and where this is, by name
 * @param walk how stacks are found with the options in force, as {@link Tracker#walkState()} says it
 * @param walks what each mode of the walk would be, as it says it
 * @param options as they are in force
 * @param mistakes options that cannot be read
 * @param missing what would make it faster, each as a flag and a reason
 * @param elsewhere what programs lack that are started without the launcher
 */
record Examination(
        Map<String, String> facts,
        String walk,
        Map<String, String> walks,
        List<OptionTable.InForce> options,
        List<String> mistakes,
        List<Advice> missing,
        List<Advice> elsewhere) {

    private static final String NOT_KNOWN = "not known: ";
    private static final String FRAME_POINTERS = "-XX:+PreserveFramePointer";

    /**
     * What is missing.
     *
     * @param flag that mends it; empty if none does
     */
    record Advice(String flag, String reason) {}

    /**
     * Looks.
     *
     * @param commandLine options that were given there
     */
    static Examination of(Map<String, String> commandLine, Properties own, Map<String, String> environment) {
        JavaVariables variables = new JavaVariables(environment);
        Properties properties = variables.properties(own);
        List<String> mistakes = new ArrayList<>();
        List<OptionTable.InForce> options =
                OptionTable.inForce(commandLine, properties, environment, mistake -> mistakes.add(mistake.toString()));
        String walk = walkState(options);
        Map<String, String> walks = new LinkedHashMap<>();
        for (WalkMode mode : List.of(WalkMode.VM, WalkMode.FP)) {
            walks.put(mode.toString(), NativeWalk.open(mode, 0).state());
        }
        return new Examination(
                surroundings(), walk, walks, options, mistakes, missing(walk, walks, options), elsewhere(variables));
    }

    /** The launcher and the jar allow native access to this command, and the launcher to the programs that it runs; other programs are not allowed it. */
    private static List<Advice> elsewhere(JavaVariables variables) {
        return variables.allowNativeAccess() || !isNativeAccessEnabled()
                ? List.of()
                : List.of(new Advice(
                        "--enable-native-access=ALL-UNNAMED",
                        "programs that are started without the launcher find stacks in microseconds otherwise"));
    }

    /** Of a tracker with these options: what it says holds for every tracker of this process. */
    private static String walkState(List<OptionTable.InForce> inForce) {
        Properties asProperties = new Properties();
        for (OptionTable.InForce option : inForce) {
            if (!option.value().isEmpty()) {
                asProperties.setProperty("underheap." + option.key(), option.value());
            }
        }
        TrackerOptions options = OptionReader.read(asProperties, Map.of());
        try (Tracker tracker = Tracker.create(options)) {
            return tracker.walkState();
        } catch (IllegalStateException e) {
            return NOT_KNOWN + e.getMessage();
        }
    }

    private static Map<String, String> surroundings() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("underheap", Version.number());
        facts.put("file", place());
        facts.put("Java", System.getProperty("java.vm.version", ""));
        facts.put("JVM", System.getProperty("java.vm.name", ""));
        facts.put("vendor", System.getProperty("java.vendor", ""));
        facts.put("home", System.getProperty("java.home", ""));
        facts.put(
                "system",
                System.getProperty("os.name", "") + " " + System.getProperty("os.version", "") + " "
                        + System.getProperty("os.arch", ""));
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("native access", isNativeAccessEnabled() ? "allowed" : "not allowed");
        String fingerprint = NativeWalk.fingerprint();
        facts.put("fingerprint", fingerprint.isEmpty() ? NOT_KNOWN + "the walk cannot be opened" : fingerprint);
        facts.put("frozen frames", NativeWalk.open(WalkMode.AUTO, 0).frozenFrames());
        return facts;
    }

    private static String place() {
        CodeSource source = Examination.class.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null) {
            return "not known";
        }
        try {
            return Path.of(location.toURI()).toString();
        } catch (URISyntaxException | RuntimeException e) {
            return location.toString();
        }
    }

    private static boolean isNativeAccessEnabled() {
        return Examination.class.getModule().isNativeAccessEnabled();
    }

    /** At most one piece of advice: what else is missing is not known before it is followed. */
    private static List<Advice> missing(String walk, Map<String, String> walks, List<OptionTable.InForce> options) {
        if (walk.startsWith(NOT_KNOWN)) {
            return List.of(new Advice("", "what is missing is not known before the library is ready; try again"));
        }
        if (!walk.startsWith("off")) {
            return List.of();
        }
        for (OptionTable.InForce option : options) {
            boolean turnsOff = switch (option.key()) {
                case "enabled" -> option.value().equals("false");
                case "capture" -> !option.value().equals("auto");
                case "walk" -> option.value().equals("off");
                default -> false;
            };
            if (turnsOff) {
                return List.of(new Advice(
                        "", option.key() + "=" + option.value() + " (" + option.source() + ") turns the walk off"));
            }
        }
        if (!isNativeAccessEnabled()) {
            String module = Examination.class.getModule().getName();
            return List.of(new Advice(
                    "--enable-native-access=" + (module == null ? "ALL-UNNAMED" : module),
                    "stacks are recognised in tens of nanoseconds then, instead of some microseconds"));
        }
        if (walk.contains(FRAME_POINTERS)) {
            return List.of(new Advice(FRAME_POINTERS, walk.substring("off: ".length())));
        }
        for (Map.Entry<String, String> mode : walks.entrySet()) {
            if (!mode.getValue().startsWith("off")) {
                return List.of(new Advice("-Dunderheap.walk=" + mode.getKey(), walk.substring("off: ".length())));
            }
        }
        return List.of(new Advice("", walk.substring("off: ".length())));
    }
}
