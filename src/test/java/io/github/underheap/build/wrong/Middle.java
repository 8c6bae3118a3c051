package io.github.underheap.build.wrong;

import io.github.underheap.build.wrong.report.High;
import io.github.underheap.build.wrong.stack.Low;

/** Stands for the root package: may use {@code stack}, not {@code report}. */
public class Middle {
    public Low allowed;
    public High wrong;
}
