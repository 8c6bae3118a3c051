package io.github.underheap.build.wrong.record;

import io.github.underheap.build.wrong.memory.Rows;
import io.github.underheap.build.wrong.profile.Data;
import io.github.underheap.build.wrong.report.Format;
import io.github.underheap.build.wrong.stack.Low;

/** May use all that lies below, and is the one that books; not {@code report}. */
public class Engine {
    Rows allowed;
    Low allowedToo;
    Data allowedAsWell;
    Format wrong;
}
