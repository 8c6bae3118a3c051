package io.github.underheap.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Anonymous memory that is given back when this object is no longer reachable.
 *
 * <p>A shared arena closed by a cleaner, not an automatic arena: the latter is charged to {@code -XX:MaxDirectMemorySize},
 * and the profiler must not bring the application closer to that limit.
 *
 * <p>Segments do not keep this object reachable. Whoever uses one holds this object and ends with a
 * {@link java.lang.ref.Reference#reachabilityFence}; without it a thread could at worst meet an
 * {@code IllegalStateException}, never freed memory, because closing a shared arena waits for accesses under way.
 */
public final class ReclaimedMemory implements MemorySource {

    private static final Cleaner CLEANER = Cleaner.create();

    private static final MethodHandle CLOSE;

    static {
        try {
            CLOSE = MethodHandles.publicLookup().findVirtual(Arena.class, "close", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Arena arena;
    private final AtomicLong bytes = new AtomicLong();

    public ReclaimedMemory() {
        Arena shared = Arena.ofShared();
        arena = shared;
        CLEANER.register(this, closing(shared));
    }

    /**
     * What closes an arena, as an object of the JDK's own: a lambda would be a class of this library's loader, which the cleaner's
     * thread would then keep from being unloaded, and with it every tracker that is held by a static field.
     */
    private static Runnable closing(Arena arena) {
        return MethodHandleProxies.asInterfaceInstance(Runnable.class, CLOSE.bindTo(arena));
    }

    /** The one cleaner of the library, so that there is one thread of it. */
    public static Cleaner cleaner() {
        return CLEANER;
    }

    @Override
    public MemorySegment allocate(long size) {
        MemorySegment segment = arena.allocate(size, Words.CACHE_LINE);
        bytes.addAndGet(size);
        return segment;
    }

    /** Bytes given out so far. */
    public long bytes() {
        return bytes.get();
    }
}
