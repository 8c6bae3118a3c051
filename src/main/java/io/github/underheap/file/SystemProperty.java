package io.github.underheap.file;

/**
 * System properties, which are code of the application if it has put its own in their place. What that throws counts as a property that is
 * not set.
 */
public final class SystemProperty {

    private SystemProperty() {}

    /**
     * The value of a property, or another one if it has none.
     *
     * @throws OutOfMemoryError if there is no room on the heap; a later call may find the value
     */
    public static String get(String name, String otherwise) {
        try {
            String value = System.getProperty(name);
            return value == null ? otherwise : value;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return otherwise;
        }
    }
}
