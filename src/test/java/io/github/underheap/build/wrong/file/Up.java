package io.github.underheap.build.wrong.file;

import io.github.underheap.build.wrong.stack.Low;

/** Knows one of a higher rank. */
class Up {
    Low wrong;
}
