package io.github.underheap.junit;

import io.github.underheap.config.ByteSize;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What the annotations ask of one test. Of each kind of annotation the nearest one holds: that of the method, of its class, of the class around
 * that.
 *
 * @param isTracked whether the test is to publish what it allocated
 * @param leaks null if it may leak
 * @param limits of its body
 * @param warmUp how often its body runs before, uncounted
 */
record TestLimits(boolean isTracked, @Nullable AssertNoOffHeapLeaks leaks, List<Limit> limits, int warmUp) {

    /**
     * A limit of the body.
     *
     * @param name as the annotation is written
     * @param most what is just allowed
     */
    record Limit(String name, Amount amount, long most, Per per) {}

    /**
     * Reads the annotations.
     *
     * @throws ExtensionConfigurationException if a value is not valid; the message is one line
     */
    static TestLimits of(ExtensionContext context, Settings settings) {
        TrackOffHeap track = nearest(context, TrackOffHeap.class);
        AssertNoOffHeapLeaks leaks = nearest(context, AssertNoOffHeapLeaks.class);
        List<Limit> limits = new ArrayList<>();
        MaxOffHeapBytes bytes = nearest(context, MaxOffHeapBytes.class);
        if (bytes != null) {
            limits.add(size(bytes, bytes.value(), Amount.BYTES, bytes.per()));
        }
        MaxOffHeapAllocations blocks = nearest(context, MaxOffHeapAllocations.class);
        if (blocks != null) {
            limits.add(number(blocks));
        }
        MaxOffHeapPeak peak = nearest(context, MaxOffHeapPeak.class);
        if (peak != null) {
            limits.add(size(peak, peak.value(), Amount.PEAK, peak.per()));
        }
        return new TestLimits(track != null, leaks, List.copyOf(limits), warmUp(track, settings));
    }

    private static Limit size(Annotation annotation, String size, Amount amount, Per per) {
        try {
            return new Limit(name(annotation, '"' + size + '"', per), amount, ByteSize.parse(size), per);
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(name(annotation) + ": " + e.getMessage());
        }
    }

    private static Limit number(MaxOffHeapAllocations blocks) {
        if (blocks.value() < 0) {
            throw new ExtensionConfigurationException(
                    name(blocks) + ": '" + blocks.value() + "' is not valid; expected a number of blocks, 0 or more");
        }
        return new Limit(
                name(blocks, String.valueOf(blocks.value()), blocks.per()),
                Amount.BLOCKS,
                blocks.value(),
                blocks.per());
    }

    private static int warmUp(@Nullable TrackOffHeap track, Settings settings) {
        int times = track == null ? -1 : track.warmUp();
        if (times < -1) {
            throw new ExtensionConfigurationException(name(track) + ": warmUp = " + times
                    + " is not valid; expected how often the test runs before, 0 or more");
        }
        return times < 0 ? settings.warmUp() : times;
    }

    private static String name(Annotation annotation, String value, Per per) {
        return name(annotation) + (per == Per.TEST ? "(" + value + ")" : "(value = " + value + ", per = " + per + ")");
    }

    private static String name(@Nullable Annotation annotation) {
        return annotation == null ? "" : "@" + annotation.annotationType().getSimpleName();
    }

    private static <A extends Annotation> @Nullable A nearest(ExtensionContext context, Class<A> type) {
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            Optional<A> found = AnnotationSupport.findAnnotation(at.get().getElement(), type);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return null;
    }
}
