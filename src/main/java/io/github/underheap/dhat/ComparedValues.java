package io.github.underheap.dhat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of a failed assertion as text, as in dhat-rs. Those that differ and read alike have their classes beside them, which Rust has no need of. */
record ComparedValues(@Nullable Object left, @Nullable Object right) {

    /** @param shouldBeEqual whether it is the difference that has to be seen */
    String text(boolean shouldBeEqual) {
        String leftText = String.valueOf(left);
        String rightText = String.valueOf(right);
        // An object of somebody else's may read as null.
        boolean named = shouldBeEqual && Objects.equals(leftText, rightText) && !isOfOneClass();
        return "  left: `" + leftText + "`" + (named ? type(left, right) : "") + ",\n right: `" + rightText + "`"
                + (named ? type(right, left) : "");
    }

    private boolean isOfOneClass() {
        return left != null && right != null && left.getClass().equals(right.getClass());
    }

    /** As much of the name of a class as tells it from the other one. */
    private static String type(@Nullable Object value, @Nullable Object other) {
        if (value == null) {
            return "";
        }
        Class<?> type = value.getClass();
        String name = type.getSimpleName();
        if (other != null && (name.isEmpty() || name.equals(other.getClass().getSimpleName()))) {
            name = type.getTypeName();
            if (name.equals(other.getClass().getTypeName())) {
                name += " of " + type.getClassLoader();
            }
        }
        return " (" + name + ")";
    }
}
