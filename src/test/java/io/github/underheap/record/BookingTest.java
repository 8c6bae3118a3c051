package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.memory.ThreadCounters;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BookingTest {

    /** So that their speed does not depend on the application's method that they would be compiled into. */
    @ParameterizedTest
    @CsvSource({"born", "died"})
    void whatBooksAtARowIsTooLongToBeCompiledIntoItsCallers(String method) throws Exception {
        assertThat(length(SiteRows.class, method)).isGreaterThan(freqInlineSize());
    }

    @ParameterizedTest
    @CsvSource({"bornIn", "diedIn"})
    void whatBooksInCountersIsTooLongToBeCompiledIntoItsCallers(String method) throws Exception {
        assertThat(length(ThreadCounters.class, method)).isGreaterThan(freqInlineSize());
    }

    /** A method may be compiled only if it is below another limit. */
    @Test
    void theyAreNotTooLongToBeCompiled() throws Exception {
        assertThat(length(SiteRows.class, "born")).isLessThan(8_000);
    }

    private static int freqInlineSize() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return Integer.parseInt(jvm.getVMOption("FreqInlineSize").getValue());
    }

    private static int length(Class<?> type, String name) throws Exception {
        try (InputStream file = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            MethodModel method = ClassFile.of().parse(file.readAllBytes()).methods().stream()
                    .filter(each -> each.methodName().equalsString(name))
                    .findFirst()
                    .orElseThrow();
            return ((CodeAttribute) method.code().orElseThrow()).codeLength();
        }
    }
}
