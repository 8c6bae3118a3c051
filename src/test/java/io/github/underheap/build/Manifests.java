package io.github.underheap.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Jars that have little more than a manifest. */
final class Manifests {

    private Manifests() {}

    /** @param attributes name, value, name, value… in this order */
    static void writeJar(Path jar, String... attributes) throws IOException {
        writeJar(jar, Map.of(), attributes);
    }

    /** @param files content by name */
    static void writeJar(Path jar, Map<String, byte[]> files, String... attributes) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (int i = 0; i < attributes.length; i += 2) {
            manifest.getMainAttributes().putValue(attributes[i], attributes[i + 1]);
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
    }

    /** Bytes of the longest line of a jar's manifest, without its end. */
    static int longestLine(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            file.getInputStream(file.getJarEntry(JarFile.MANIFEST_NAME)).transferTo(bytes);
            return bytes.toString(StandardCharsets.ISO_8859_1)
                    .lines()
                    .mapToInt(String::length)
                    .max()
                    .orElseThrow();
        }
    }
}
