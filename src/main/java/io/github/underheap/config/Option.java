package io.github.underheap.config;

import java.util.Locale;

/**
 * One option: its key, the type of its value, its default and what it means. {@link Options} lists them all.
 *
 * <p>The value of an option is never null. Options are read when an application starts: no lambdas, streams or switches over
 * enums here.
 *
 * <p>Immutable.
 *
 * @param <T> the type of the value
 */
abstract class Option<T> {

    static final String PROPERTY_PREFIX = "underheap.";
    static final String VARIABLE_PREFIX = "UNDERHEAP_";

    private final String key;
    private final T standard;
    private final String help;

    private Option(String key, T standard, String help) {
        this.key = key;
        this.standard = standard;
        this.help = help;
    }

    /** The key in the builder, in {@code key=value} and, with a prefix, in system properties. */
    final String key() {
        return key;
    }

    /** The name as a system property. */
    final String property() {
        return PROPERTY_PREFIX + key;
    }

    /** The name as a variable of the environment. */
    final String variable() {
        return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT);
    }

    /** The default. */
    final T standard() {
        return standard;
    }

    /** What the option means, as the documentation says it. */
    final String help() {
        return help;
    }

    /** What a value has to look like, in words that follow "expected". */
    abstract String expected();

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if it is not valid; the message names the value and what is expected
     */
    abstract T parse(String text);

    /** A value as it is written: {@link #parse} reads it back. Empty if there is nothing to write. */
    abstract String text(T value);

    /** Says what holds if the value that was given cannot be read. */
    String instead(T value) {
        return key + " is " + text(value) + " now";
    }

    /** The message about a value that was given to the builder, or was written within quotes somewhere else. */
    final IllegalArgumentException notValid(String value) {
        return new IllegalArgumentException(value + " is not valid; expected " + expected());
    }

    /** True or false. */
    static final class Flag extends Option<Boolean> {

        Flag(String key, boolean standard, String help) {
            super(key, standard, help);
        }

        @Override
        String expected() {
            return "true or false";
        }

        @Override
        Boolean parse(String text) {
            String value = text.strip();
            boolean isTrue = value.equalsIgnoreCase("true");
            if (!isTrue && !value.equalsIgnoreCase("false")) {
                throw notValid("'" + value + "'");
            }
            return isTrue;
        }

        @Override
        String text(Boolean value) {
            return value.toString();
        }
    }

    /** One of a few words, in any case: the constants of an enum. */
    static final class Choice<E extends Enum<E>> extends Option<E> {

        private final E[] constants;

        Choice(String key, E[] constants, E standard, String help) {
            super(key, standard, help);
            this.constants = constants;
        }

        @Override
        String expected() {
            StringBuilder words = new StringBuilder();
            for (int i = 0; i < constants.length; i++) {
                words.append(i == 0 ? "" : i < constants.length - 1 ? ", " : " or ")
                        .append(text(constants[i]));
            }
            return words.toString();
        }

        @Override
        E parse(String text) {
            String value = text.strip();
            for (E constant : constants) {
                if (constant.name().equalsIgnoreCase(value)) {
                    return constant;
                }
            }
            throw notValid("'" + value + "'");
        }

        @Override
        String text(E value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }

    /** A whole number within bounds. */
    static class WholeNumber extends Option<Integer> {

        private final int min;
        private final int max;

        WholeNumber(String key, int min, int max, int standard, String help) {
            super(key, standard, help);
            this.min = min;
            this.max = max;
        }

        @Override
        final String expected() {
            return "a whole number from " + min + " to " + max;
        }

        @Override
        final Integer parse(String text) {
            String value = text.strip();
            try {
                int number = Integer.parseInt(value);
                if (isWithin(number)) {
                    return fitted(number);
                }
            } catch (NumberFormatException e) {
                // The message below serves for it too.
            }
            throw notValid("'" + value + "'");
        }

        /** @throws IllegalArgumentException if it is not within the bounds; the message names the key too */
        final int valid(int value) {
            if (!isWithin(value)) {
                throw new IllegalArgumentException(
                        key() + ": " + notValid(Integer.toString(value)).getMessage());
            }
            return fitted(value);
        }

        private boolean isWithin(int value) {
            return value >= min && value <= max;
        }

        /** What a value that is within the bounds is taken for. */
        int fitted(int value) {
            return value;
        }

        @Override
        final String text(Integer value) {
            return value.toString();
        }
    }

    /** Any positive number, brought into a narrower range and rounded up to a power of two. */
    static final class TableSize extends WholeNumber {

        private final int smallest;
        private final int largest;

        TableSize(String key, int smallest, int largest, int standard, String help) {
            super(key, 1, Integer.MAX_VALUE, standard, help);
            this.smallest = smallest;
            this.largest = largest;
        }

        @Override
        int fitted(int value) {
            int clamped = Math.clamp(value, smallest, largest);
            return Integer.highestOneBit(clamped - 1) << 1;
        }
    }

    /** The name of a file with placeholders; empty: none. */
    static final class FileName extends Option<String> {

        private final String without;

        /** @param without what happens when there is none */
        FileName(String key, String without, String help) {
            super(key, "", help);
            this.without = without;
        }

        @Override
        String expected() {
            return "the name of a file";
        }

        @Override
        String parse(String text) {
            String mistake = OutputName.mistake(text);
            if (mistake != null) {
                throw new IllegalArgumentException(mistake);
            }
            return text;
        }

        @Override
        String text(String value) {
            return value;
        }

        @Override
        String instead(String value) {
            return value.isEmpty() ? without : super.instead(value);
        }
    }
}
