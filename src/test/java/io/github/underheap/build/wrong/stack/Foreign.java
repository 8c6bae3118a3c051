package io.github.underheap.build.wrong.stack;

/** Below the integrations only the JDK is used. */
class Foreign {
    void wrong() {
        org.assertj.core.api.Assertions.fail();
    }
}
