package io.github.underheap.process;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Loads the library's classes ahead of their use. The class loader of an application that was undeployed is closed and loads nothing any more,
 * though what it has loaded works on.
 */
final class EarlyLoading {

    private static final String CLASS = ".class";

    private EarlyLoading() {}

    /** Loads all classes beside this one that can be found and loaded. It costs the time to look through a jar. */
    static void loadAll() {
        String own = EarlyLoading.class.getName();
        // The folder of the root package, wherever a build may have relocated it.
        String process = own.substring(0, own.lastIndexOf('.'));
        String root = process.substring(0, process.lastIndexOf('.')).replace('.', '/') + "/";
        try {
            CodeSource source = EarlyLoading.class.getProtectionDomain().getCodeSource();
            if (source != null) {
                Path place = Path.of(source.getLocation().toURI());
                for (String name : Files.isDirectory(place) ? inFolder(place) : inJar(place)) {
                    if (name.startsWith(root) && name.endsWith(CLASS)) {
                        load(name.substring(0, name.length() - CLASS.length()).replace('/', '.'));
                    }
                }
            }
        } catch (IOException | URISyntaxException | RuntimeException e) {
            // A place of another kind: then what was used so far has to do.
        }
    }

    private static List<String> inJar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return new ArrayList<>(zip.stream().map(ZipEntry::getName).toList());
        }
    }

    private static List<String> inFolder(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                names.add(folder.relativize(file).toString().replace('\\', '/'));
                return FileVisitResult.CONTINUE;
            }
        });
        return names;
    }

    private static void load(String name) {
        try {
            Class<?> ignored = Class.forName(name, false, EarlyLoading.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // An integration with a library that is not there.
        }
    }
}
