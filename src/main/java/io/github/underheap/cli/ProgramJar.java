package io.github.underheap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The jar of {@code -jar APP.jar}. It runs as {@code -cp APP.jar Main-Class}, so that the library can stand beside it; what else its manifest
 * asks of {@code java} becomes options, since on a class path {@code java} does not look for it.
 *
 * @param mainClass raw text
 * @param options of java, raw text
 * @param hasAgent whether it names an agent, which only {@code -jar} starts
 */
record ProgramJar(String mainClass, List<String> options, boolean hasAgent) {

    /** @param name raw text */
    static ProgramJar read(String name) {
        String shown = RawText.shown(name);
        Path file = RawText.path(name);
        if (file == null) {
            throw new Refusal(
                    shown + ": Java cannot spell that name in this locale; rename it, or set LC_ALL to one of UTF-8");
        }
        if (!Files.isRegularFile(file)) {
            throw new Refusal(shown + ": no such file");
        }
        if (name.indexOf(':') >= 0) {
            throw new Refusal(shown + ": a name with ':' cannot stand on a class path; rename it");
        }
        Attributes attributes = attributes(file, shown);
        String mainClass = value(attributes, "Main-Class");
        if (mainClass == null) {
            throw new Refusal(shown + " has no Main-Class in its manifest; name the class: -cp " + shown + " Main");
        }
        List<String> options = new ArrayList<>();
        for (String way : List.of("Add-Exports", "Add-Opens")) {
            String packages = value(attributes, way);
            if (packages != null) {
                for (String each : packages.split(" +", -1)) {
                    options.add(
                            RawText.of("--" + way.toLowerCase(java.util.Locale.ROOT) + "=" + each + "=ALL-UNNAMED"));
                }
            }
        }
        return new ProgramJar(RawText.of(mainClass), options, value(attributes, "Launcher-Agent-Class") != null);
    }

    private static Attributes attributes(Path file, String shown) {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            return manifest == null ? new Attributes() : manifest.getMainAttributes();
        } catch (IOException | IllegalArgumentException e) {
            throw new Refusal(shown + " cannot be read as a jar", e);
        }
    }

    private static @Nullable String value(Attributes attributes, String name) {
        String value = attributes.getValue(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
