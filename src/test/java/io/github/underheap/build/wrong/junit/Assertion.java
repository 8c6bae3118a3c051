package io.github.underheap.build.wrong.junit;

import io.github.underheap.build.wrong.dhat.Mirror;

/** Integrations do not know each other. */
public class Assertion {
    Mirror wrong;
}
