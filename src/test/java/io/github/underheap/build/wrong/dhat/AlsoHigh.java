package io.github.underheap.build.wrong.dhat;

import io.github.underheap.build.wrong.report.High;

/** {@code dhat} may use {@code report}. */
public class AlsoHigh {
    High allowed;
}
