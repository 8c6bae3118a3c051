package jdk.test.whitebox;

/** The JVM's test hook, as far as the stress programs need it. The name is the JVM's; it must come from the boot path. */
public final class WhiteBox {
    static {
        registerNatives();
    }

    private static native void registerNatives();

    /** Deoptimises every compiled frame on every stack. */
    public native int deoptimizeFrames(boolean makeNotEntrant);
}
