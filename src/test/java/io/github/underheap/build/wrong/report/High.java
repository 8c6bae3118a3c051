package io.github.underheap.build.wrong.report;

import io.github.underheap.build.wrong.dhat.AlsoHigh;
import io.github.underheap.build.wrong.stack.Low;

/** May use everything below, not {@code dhat}. */
public class High {
    Low allowed;
    AlsoHigh wrong;
}
