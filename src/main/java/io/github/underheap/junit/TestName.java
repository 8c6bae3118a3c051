package io.github.underheap.junit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Names files after tests: {@code com.acme.CodecTest.packs}, and {@code com.acme.CodecTest.packs-2} for the second of several runs. */
final class TestName {

    /** Numbers of repetitions, of sets of arguments, and of dynamic tests, in the unique name that JUnit has for a test. */
    private static final Pattern NUMBER = Pattern.compile(":#(\\d+)]");

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._$-]");

    /** Names of files may have 255 bytes on all systems. */
    private static final int LONGEST = 180;

    private TestName() {}

    /** The name of a test, which no other test of this run has. Dynamic tests have the name of the method that made them, and numbers. */
    static String of(ExtensionContext context) {
        StringBuilder name = new StringBuilder();
        nearest(context, ExtensionContext::getTestClass).ifPresent(type -> name.append(type.getName()));
        nearest(context, ExtensionContext::getTestMethod).ifPresent(method -> {
            name.append('.').append(method.getName());
            parameters(method, nearest(context, ExtensionContext::getTestClass).orElse(method.getDeclaringClass()))
                    .forEach(type -> name.append('-').append(type));
        });
        NUMBER.matcher(context.getUniqueId())
                .results()
                .forEach(number -> name.append('-').append(number.group(1)));
        return safe(name.toString());
    }

    private static <T> Optional<T> nearest(ExtensionContext context, Function<ExtensionContext, Optional<T>> what) {
        return Stream.iterate(Optional.of(context), Optional::isPresent, at -> at.flatMap(ExtensionContext::getParent))
                .flatMap(at -> at.flatMap(what).stream())
                .findFirst();
    }

    /** The types of its parameters, if the class has or inherits other methods with the name; in full if the short names are those of another one. */
    private static List<String> parameters(Method method, Class<?> type) {
        List<Method> others = ReflectionSupport.findMethods(
                type,
                other -> other.getName().equals(method.getName())
                        && !other.isSynthetic()
                        && !Arrays.equals(other.getParameterTypes(), method.getParameterTypes()),
                HierarchyTraversalMode.TOP_DOWN);
        if (others.isEmpty()) {
            return List.of();
        }
        List<String> names = names(method, Class::getSimpleName);
        boolean isUnique = others.stream()
                .noneMatch(other -> names(other, Class::getSimpleName).equals(names));
        return isUnique ? names : names(method, Class::getName);
    }

    private static List<String> names(Method method, Function<Class<?>, String> name) {
        return Arrays.stream(method.getParameterTypes()).map(name).toList();
    }

    private static String safe(String name) {
        String safe = UNSAFE.matcher(name).replaceAll("_");
        if (safe.equals(name) && name.length() <= LONGEST) {
            return name;
        }
        return safe.substring(0, Math.min(safe.length(), LONGEST)) + "-" + Integer.toHexString(name.hashCode());
    }
}
