package io.github.underheap.build.wrong.memory;

import io.github.underheap.build.wrong.Facade;

/** The lowest packages do not know the root. */
class Up {
    Object wrong() {
        return new Facade().allowed;
    }
}
