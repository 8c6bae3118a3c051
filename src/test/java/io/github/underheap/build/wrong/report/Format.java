package io.github.underheap.build.wrong.report;

import io.github.underheap.build.wrong.process.Host;
import io.github.underheap.build.wrong.record.Engine;

/** May use what was recorded, not {@code process}. */
public class Format {
    Engine allowed;
    Host wrong;
}
