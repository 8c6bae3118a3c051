package io.github.underheap.stack.program;

import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.WalkMode;
import java.util.Locale;

/** Opens the walk of each mode and says what became of it. */
public final class StateMain {
    private StateMain() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        for (String mode : arguments) {
            System.out.println("RESULT "
                    + NativeWalk.open(WalkMode.valueOf(mode.toUpperCase(Locale.ROOT)), 0)
                            .state());
        }
    }
}
