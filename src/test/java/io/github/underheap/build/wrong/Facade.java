package io.github.underheap.build.wrong;

import io.github.underheap.build.wrong.junit.Assertion;
import io.github.underheap.build.wrong.process.Host;
import io.github.underheap.build.wrong.record.Engine;

/** Stands for the root package: may use all but integrations and tools. */
public class Facade {
    static Object notOfAnInstance;
    public Engine allowed;
    Host allowedToo;
    Assertion wrong;
}
