package io.github.underheap.stack.program;

/** Classes whose methods go on with the way: targets of calls that see one, two or many receivers. */
final class Shapes {
    private Shapes() {}

    /** Called virtually. */
    abstract static class Shape {
        abstract void on(Way way, int depth);

        void twice(Way way, int depth) {
            Steps.go(way, depth);
        }
    }

    static class Plain extends Shape {
        @Override
        void on(Way way, int depth) {
            Steps.go(way, depth);
        }
    }

    static final class Super extends Plain {
        @Override
        void on(Way way, int depth) {
            super.on(way, depth);
        }

        @Override
        void twice(Way way, int depth) {
            on(way, depth);
        }
    }

    @SuppressWarnings("DuplicateBranches") // Equal calls at unequal places are what is to be told apart.
    static final class Branching extends Shape {
        @Override
        void on(Way way, int depth) {
            if (depth > 3) {
                Steps.go(way, depth);
            } else {
                Steps.go(way, depth);
            }
        }
    }

    static final class Locking extends Shape {
        @Override
        synchronized void on(Way way, int depth) {
            Steps.go(way, depth);
        }
    }

    static final class Guarded extends Shape {
        @Override
        void on(Way way, int depth) {
            try {
                Steps.go(way, depth);
            } finally {
                way.passed++;
            }
        }
    }

    /** Called through an interface. */
    interface Onward {
        void on(Way way, int depth);

        default void byDefault(Way way, int depth) {
            on(way, depth);
        }
    }

    static final Shape[] SHAPES = {new Plain(), new Super(), new Branching(), new Locking(), new Guarded()};
    /** Without the one that holds a lock: for threads that yield. */
    static final Shape[] FREE = {new Plain(), new Super(), new Branching(), new Guarded()};

    static final Onward[] ONWARD = {
        (way, depth) -> Steps.go(way, depth),
        (way, depth) -> {
            if (depth >= 0) {
                Steps.go(way, depth);
            }
        },
        Steps::go,
        new Onward() {
            @Override
            public void on(Way way, int depth) {
                Steps.go(way, depth);
            }

            @Override
            public void byDefault(Way way, int depth) {
                Steps.go(way, depth);
            }
        },
        SHAPES[1]::on,
        (way, depth) -> Steps.one(way, depth),
    };
}
