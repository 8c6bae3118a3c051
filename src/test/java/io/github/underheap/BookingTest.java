package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class BookingTest {

    /** So that its speed does not depend on the application's method that it would be compiled into. */
    @Test
    void isTooLongToBeCompiledIntoItsCallers() throws Exception {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try (InputStream file = Generation.class.getResourceAsStream("Generation.class")) {
            CodeAttribute book = (CodeAttribute) ClassFile.of().parse(file.readAllBytes()).methods().stream()
                    .filter(method -> method.methodName().equalsString("book"))
                    .findFirst()
                    .orElseThrow()
                    .code()
                    .orElseThrow();
            assertThat(book.codeLength())
                    .isGreaterThan(
                            Integer.parseInt(jvm.getVMOption("FreqInlineSize").getValue()));
        }
    }
}
