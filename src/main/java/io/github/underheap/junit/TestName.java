package io.github.underheap.junit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

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
            if (isOverloaded(method)) {
                for (Class<?> parameter : method.getParameterTypes()) {
                    name.append('-').append(parameter.getSimpleName());
                }
            }
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

    private static boolean isOverloaded(Method method) {
        return Arrays.stream(method.getDeclaringClass().getDeclaredMethods())
                        .filter(other -> other.getName().equals(method.getName()) && !other.isSynthetic())
                        .count()
                > 1;
    }

    private static String safe(String name) {
        String safe = UNSAFE.matcher(name).replaceAll("_");
        if (safe.equals(name) && name.length() <= LONGEST) {
            return name;
        }
        return safe.substring(0, Math.min(safe.length(), LONGEST)) + "-" + Integer.toHexString(name.hashCode());
    }
}
