package io.github.underheap.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tracks the off-heap memory of a test: an {@link OffHeapScope} can be a parameter of it, and what its body allocated is published as a report entry
 * named {@code underheap}. The annotations with limits track as well; beside them this one is needed for its attribute only.
 *
 * <p>On a test method, or on a class for all its tests and those of its {@code @Nested} classes; the nearest one holds. It can be put on an annotation
 * of your own.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.ANNOTATION_TYPE, ElementType.METHOD, ElementType.TYPE})
@ExtendWith(OffHeapExtension.class)
public @interface TrackOffHeap {

    /**
     * How often the body runs before, uncounted, because first calls fill caches and run static initialisers. -1: as the configuration
     * parameter {@code underheap.junit.warmUp} says, else not at all.
     *
     * <p>Such a run is a call of the test method, or of the executable of a dynamic test, on the same instance and with the same arguments. It leaves
     * out {@code @BeforeEach} and {@code @AfterEach} methods and what other extensions do around the body, such as timeouts. If it throws, the
     * test ends with that.
     */
    int warmUp() default -1;
}
