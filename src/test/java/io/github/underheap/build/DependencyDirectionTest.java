package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Dependencies between packages go one way: integrations and tools → {@code dhat}, {@code report} → the root package →
 * {@code memory}, {@code stack}.
 *
 * <p>A package may use those of a lower rank and itself. Packages of one rank do not know each other, with one exception:
 * {@code dhat} may use {@code report}, which has the writer of its files. Below the integrations nothing but the JDK is used.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DependencyDirectionTest {

    private static final String ROOT = "io.github.underheap";
    private static final String ROOT_PACKAGE = "";

    private static final int INTEGRATIONS = 3;
    private static final Map<String, Integer> RANKS = Map.ofEntries(
            Map.entry("boot", 0),
            Map.entry("memory", 0),
            Map.entry("stack", 0),
            Map.entry(ROOT_PACKAGE, 1),
            Map.entry("report", 2),
            Map.entry("dhat", 2),
            Map.entry("agent", INTEGRATIONS),
            Map.entry("cli", INTEGRATIONS),
            Map.entry("jfr", INTEGRATIONS),
            Map.entry("jmh", INTEGRATIONS),
            Map.entry("jmx", INTEGRATIONS),
            Map.entry("junit", INTEGRATIONS),
            Map.entry("netty", INTEGRATIONS));

    /** Annotations for tools, which nobody needs at run time, are as good as the JDK. */
    private static final List<String> ALLOWED_OUTSIDE = List.of("java.", "jdk.", "javax.", "org.jspecify.");

    private final JavaClasses library = classesIn(Path.of("target", "classes"));

    @Test
    void everyPackageHasARank() {
        Set<String> packages = new TreeSet<>();
        library.forEach(type -> packages.add(partOf(ROOT, type).orElse(type.getPackageName())));

        assertThat(packages).isSubsetOf(RANKS.keySet()).contains(ROOT_PACKAGE, "memory", "stack");
    }

    @Test
    void noArrowGoesBack() {
        assertThat(wrongArrows(ROOT, library)).isEmpty();
    }

    @Test
    void theRootPackageReallyUsesBothPackagesBelowIt() {
        assertThat(library.stream()
                        .filter(type -> partOf(ROOT, type).equals(Optional.of(ROOT_PACKAGE)))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .flatMap(dependency -> partOf(ROOT, dependency.getTargetClass()).stream()))
                .contains("memory", "stack");
    }

    @Test
    void eachKindOfWrongArrowIsSeen() {
        String root = "io.github.underheap.build.wrong";
        JavaClasses wrong = classesIn(Path.of("target", "test-classes").resolve(root.replace('.', '/')));

        assertThat(wrongArrows(root, wrong))
                .containsExactlyInAnyOrder(
                        "memory.Sideways → stack.Low",
                        "memory.Up → Middle",
                        "stack.Foreign → org.assertj.core.api.Assertions",
                        "Middle → report.High",
                        "report.High → dhat.AlsoHigh");
    }

    /** Reads no class outside that folder: of those only the name is of interest. */
    private static JavaClasses classesIn(Path folder) {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter().importPath(folder);
    }

    private static Set<String> wrongArrows(String root, JavaClasses classes) {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.isPrimitive() && !isAllowed(root, type, target)) {
                    wrong.add(nameIn(root, type) + " → " + nameIn(root, target));
                }
            }
        }
        return wrong;
    }

    private static boolean isAllowed(String root, JavaClass type, JavaClass target) {
        String from = partOf(root, type).orElseThrow();
        Optional<String> to = partOf(root, target);
        if (to.isEmpty()) {
            return rank(from) >= INTEGRATIONS || ALLOWED_OUTSIDE.stream().anyMatch(target.getName()::startsWith);
        }
        return from.equals(to.get())
                || rank(to.get()) < rank(from)
                || (from.equals("dhat") && to.get().equals("report"));
    }

    private static int rank(String part) {
        return RANKS.get(part);
    }

    /** The first package below the root that the class lies in, {@code ""} for the root itself, nothing outside. */
    private static Optional<String> partOf(String root, JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(root)) {
            return Optional.of(ROOT_PACKAGE);
        }
        return name.startsWith(root + ".")
                ? Optional.of(name.substring(root.length() + 1).split("\\.", 2)[0])
                : Optional.empty();
    }

    private static String nameIn(String root, JavaClass type) {
        return partOf(root, type).isEmpty() ? type.getName() : type.getName().substring(root.length() + 1);
    }
}
