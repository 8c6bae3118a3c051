package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.underheap.Tracker;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Dependencies between packages go one way: tools → integrations → the root package → {@code process}, {@code read} → {@code report} →
 * {@code record}, {@code select} → {@code profile} → {@code config} → {@code memory}, {@code stack} → {@code file}, {@code text}.
 *
 * <p>A package may use those of a lower rank and itself. Packages of one rank do not know each other. Integrations use exported
 * packages only, as anybody's own would. Below the integrations nothing but the JDK is used, and by {@code read} a parser of JSON.
 *
 * <p>Blocks are booked in one place: {@code record} alone uses the rows and counters of {@code memory}. The classes of the root
 * package are façades, which have a field or two.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DependencyDirectionTest {

    private static final String ROOT = "io.github.underheap";
    private static final String ROOT_PACKAGE = "";

    private static final int INTEGRATIONS = 8;
    private static final int TOOLS = 9;
    private static final Map<String, Integer> RANKS = Map.ofEntries(
            Map.entry("file", 0),
            Map.entry("text", 0),
            Map.entry("memory", 1),
            Map.entry("stack", 1),
            Map.entry("config", 2),
            Map.entry("profile", 3),
            Map.entry("record", 4),
            Map.entry("select", 4),
            Map.entry("report", 5),
            Map.entry("read", 6),
            Map.entry("process", 6),
            Map.entry(ROOT_PACKAGE, 7),
            Map.entry("dhat", INTEGRATIONS),
            Map.entry("jfr", INTEGRATIONS),
            Map.entry("jmh", INTEGRATIONS),
            Map.entry("jmx", INTEGRATIONS),
            Map.entry("junit", INTEGRATIONS),
            Map.entry("netty", INTEGRATIONS),
            Map.entry("agent", TOOLS),
            Map.entry("cli", TOOLS));

    /** What programs can import, and an integration may use besides itself. */
    private static final Set<String> EXPORTED = Set.of(ROOT_PACKAGE, "config", "profile");

    /** Annotations for tools, which nobody needs at run time, are as good as the JDK. */
    private static final List<String> ALLOWED_OUTSIDE = List.of("java.", "jdk.", "javax.", "org.jspecify.");

    private static final String PARSER = "com.fasterxml.jackson.core.";

    private static final Set<String> BOOKS = Set.of("memory.SiteRows", "memory.ThreadCounters", "memory.Totals");

    private static final int MOST_FIELDS_OF_A_FACADE = 3;

    private static final String WRONG = ROOT + ".build.wrong";

    private final JavaClasses library = classesIn(placeOf(Tracker.class));
    private final JavaClasses wrong =
            classesIn(placeOf(DependencyDirectionTest.class).resolve(WRONG.replace('.', '/')));

    @Test
    void everyPackageHasARank() {
        Set<String> packages = new TreeSet<>();
        library.forEach(type -> packages.add(partOf(ROOT, type).orElse(type.getPackageName())));

        assertThat(packages)
                .isSubsetOf(RANKS.keySet())
                .contains(
                        ROOT_PACKAGE,
                        "file",
                        "memory",
                        "stack",
                        "config",
                        "profile",
                        "record",
                        "select",
                        "report",
                        "read",
                        "process");
    }

    @Test
    void noArrowGoesBack() {
        assertThat(wrongArrows(ROOT, library)).isEmpty();
    }

    @Test
    void theArrowsThatThereAreCanBeSeen() {
        assertThat(arrows(ROOT, library))
                .contains("record → memory", "record → stack", "record → profile", "report → profile")
                .contains("process → record", "process → report", " → process", " → record")
                .contains("read → report", "select → profile");
    }

    @Test
    void eachKindOfWrongArrowIsSeen() {
        assertThat(wrongArrows(WRONG, wrong))
                .containsExactlyInAnyOrder(
                        "file.Up → stack.Low",
                        "memory.Sideways → stack.Low",
                        "memory.Up → Facade",
                        "stack.Foreign → org.assertj.core.api.Assertions",
                        "config.Setting → profile.Data",
                        "profile.Data → record.Engine",
                        "record.Engine → report.Format",
                        "report.Format → process.Host",
                        "process.Host → Facade",
                        "Facade → junit.Assertion",
                        "dhat.Mirror → record.Engine",
                        "junit.Assertion → dhat.Mirror",
                        "cli.Command → agent.Hook");
    }

    @Test
    void blocksAreBookedInOnePlace() {
        assertThat(bookers(ROOT, library, BOOKS)).containsExactly("record");
        assertThat(bookers(WRONG, wrong, Set.of("memory.Rows"))).containsExactly("process", "record");
    }

    @Test
    void theRootPackageHasFacadesOnly() {
        assertThat(withManyFields(ROOT, library)).isEmpty();
        assertThat(withManyFields(WRONG, wrong)).containsExactly("FatFacade");
    }

    /** What can be called from outside has types that can be named there, inherited methods included. */
    @Test
    void whatIsExportedSpeaksOfNothingInternal() throws ClassNotFoundException {
        Set<String> internal = new TreeSet<>();
        for (JavaClass type : library) {
            if (EXPORTED.contains(partOf(ROOT, type).orElseThrow())
                    && type.getModifiers().contains(JavaModifier.PUBLIC)) {
                for (Method method : Class.forName(type.getName()).getMethods()) {
                    Stream.concat(Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes()))
                            .filter(named -> named.getName().startsWith(ROOT) && !isExported(named))
                            .forEach(named -> internal.add(nameIn(ROOT, type) + "." + method.getName() + ": " + named));
                }
            }
        }

        assertThat(internal).isEmpty();
    }

    private static boolean isExported(Class<?> type) {
        String name = type.getPackageName();
        return EXPORTED.contains(name.equals(ROOT) ? ROOT_PACKAGE : name.substring(ROOT.length() + 1))
                && Modifier.isPublic(type.getModifiers());
    }

    private static Path placeOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
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
            return rank(from) >= INTEGRATIONS
                    || ALLOWED_OUTSIDE.stream().anyMatch(target.getName()::startsWith)
                    || (from.equals("read") && target.getName().startsWith(PARSER));
        }
        return from.equals(to.get())
                || (rank(from) == INTEGRATIONS ? EXPORTED.contains(to.get()) : rank(to.get()) < rank(from));
    }

    private static int rank(String part) {
        return RANKS.get(part);
    }

    /** Which packages use which, within the root. */
    private static Set<String> arrows(String root, JavaClasses classes) {
        Set<String> arrows = new TreeSet<>();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                partOf(root, dependency.getTargetClass().getBaseComponentType())
                        .ifPresent(to -> arrows.add(partOf(root, type).orElseThrow() + " → " + to));
            }
        }
        return arrows;
    }

    /** The packages besides {@code memory} that use these classes of it. */
    private static Set<String> bookers(String root, JavaClasses classes, Set<String> books) {
        Set<String> bookers = new TreeSet<>();
        for (JavaClass type : classes) {
            String from = partOf(root, type).orElseThrow();
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!from.equals("memory") && books.contains(nameIn(root, target))) {
                    bookers.add(from);
                }
            }
        }
        return bookers;
    }

    private static Set<String> withManyFields(String root, JavaClasses classes) {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : classes) {
            long fields = type.getFields().stream()
                    .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                    .count();
            if (partOf(root, type).orElseThrow().equals(ROOT_PACKAGE) && fields > MOST_FIELDS_OF_A_FACADE) {
                found.add(nameIn(root, type));
            }
        }
        return found;
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
