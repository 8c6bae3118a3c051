package io.github.underheap.process;

/**
 * A shutdown hook that runs even if no thread can be started for it: then in the thread that ends the process, so that other hooks start a
 * little later.
 */
final class EndHook extends Thread {

    private final Runnable task;

    EndHook(Runnable task, String name) {
        super(null, null, name, 0, false);
        this.task = task;
    }

    @Override
    public void start() {
        try {
            super.start();
        } catch (OutOfMemoryError e) {
            runTask();
        }
    }

    @Override
    public void run() {
        runTask();
    }

    private void runTask() {
        try {
            task.run();
        } catch (Throwable t) {
            // The process ends all the same.
        }
    }
}
