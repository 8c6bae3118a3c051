package io.github.underheap.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The body of a test must not allocate more off-heap memory than this, freed or not.
 *
 * <p>On a test method, or on a class for all its tests and those of its {@code @Nested} classes; the nearest one holds. It can be put on an annotation
 * of your own.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.ANNOTATION_TYPE, ElementType.METHOD, ElementType.TYPE})
@ExtendWith(OffHeapExtension.class)
public @interface MaxOffHeapBytes {

    /** The greatest size that is allowed: bytes, or with a unit: {@code 64k}, {@code 1 MiB}. All units are powers of 1024. */
    String value();

    /** What the limit holds for. */
    Per per() default Per.TEST;
}
