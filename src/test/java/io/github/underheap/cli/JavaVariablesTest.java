package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaVariablesTest {

    @ParameterizedTest
    @CsvSource({
        "JAVA_TOOL_OPTIONS, --enable-native-access=ALL-UNNAMED, true",
        "JDK_JAVA_OPTIONS, '-ea  --enable-native-access=com.acme,ALL-UNNAMED', true",
        "_JAVA_OPTIONS, --enable-native-access=io.github.underheap, true",
        "uh_hidden_JAVA_TOOL_OPTIONS, --enable-native-access=ALL-UNNAMED, true",
        "JAVA_TOOL_OPTIONS, --enable-native-access=com.acme, false",
        "JAVA_TOOL_OPTIONS, -Da=--enable-native-access=ALL-UNNAMED, false",
        "JAVA_OPTIONS, --enable-native-access=ALL-UNNAMED, false",
        "JAVA_TOOL_OPTIONS, '', false",
    })
    void nativeAccess(String variable, String options, boolean allowed) {
        assertThat(new JavaVariables(Map.of(variable, options)).allowNativeAccess())
                .isEqualTo(allowed);
    }

    @Test
    void propertiesOfThisProcessWin() {
        Properties own = new Properties();
        own.setProperty("underheap.depth", "13");
        own.setProperty("other", "x");
        Map<String, String> environment = Map.of(
                "uh_hidden_JAVA_TOOL_OPTIONS",
                " -Dunderheap.depth=11 -Dunderheap.walk=vm -Dcom.acme=1 -Dunderheap.empty");

        Properties all = new JavaVariables(environment).properties(own);

        assertThat(all)
                .containsOnly(
                        Map.entry("underheap.depth", "13"), Map.entry("underheap.walk", "vm"), Map.entry("other", "x"));
    }
}
