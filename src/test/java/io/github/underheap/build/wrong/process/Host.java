package io.github.underheap.build.wrong.process;

import io.github.underheap.build.wrong.Facade;
import io.github.underheap.build.wrong.memory.Rows;
import io.github.underheap.build.wrong.report.Format;

/** May use reports, not the root, and books nothing. */
public class Host {
    Format allowed;
    Rows wrong;
    Facade wrongToo;
}
