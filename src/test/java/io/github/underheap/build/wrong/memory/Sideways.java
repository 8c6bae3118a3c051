package io.github.underheap.build.wrong.memory;

import io.github.underheap.build.wrong.stack.Low;

/** The lowest packages do not know each other. */
class Sideways {
    Low wrong;
}
