package io.github.underheap.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test has to free the off-heap memory that it allocated: from before its {@code @BeforeEach} methods to after its {@code @AfterEach} methods,
 * or while a dynamic test runs. What JUnit closes after that, such as {@code @AutoClose} fields, is freed in time. What constructors and
 * {@code @BeforeAll} methods allocate is not the test's.
 *
 * <p>Blocks in automatic arenas, of known pools, and those that live as long as the process (in the global arena, or allocated under a static
 * initialiser) are no leaks. They are published as a report entry named {@code underheap}.
 *
 * <p>On a test method, or on a class for all its tests and those of its {@code @Nested} classes; the nearest one holds. It can be put on an annotation
 * of your own.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.ANNOTATION_TYPE, ElementType.METHOD, ElementType.TYPE})
@ExtendWith(OffHeapExtension.class)
public @interface AssertNoOffHeapLeaks {

    /** Whether blocks that live as long as the process are leaks too. */
    boolean processLifetime() default false;
}
