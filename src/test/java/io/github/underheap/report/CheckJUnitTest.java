package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.SyntheticProfile;
import io.github.underheap.select.Check;
import io.github.underheap.select.Grouping;
import io.github.underheap.select.Limit;
import io.github.underheap.select.Limits;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Random;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** JUnit's XML against {@code junit.xsd}, which has what CI servers agree on, and read back by a parser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckJUnitTest {

    private final Schema schema = schema();

    private static Schema schema() {
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(CheckJUnitTest.class.getResource("junit.xsd"));
        } catch (SAXException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTestCaseForEachLimit() throws Exception {
        Verdicts verdicts = new Verdicts(GoldenProfiles.after(), Rules.BUILT_IN);
        Limits limits =
                Limits.builder().most(Limit.TOTAL, 1).most(Limit.PEAK, 1L << 40).build();

        Document document = parsed(xml(limits.check(verdicts, null)));

        Element suites = document.getDocumentElement();
        assertThat(suites.getAttribute("tests")).isEqualTo("3");
        assertThat(suites.getAttribute("failures")).isEqualTo("1");
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(3);
        Element total = (Element) document.getElementsByTagName("testcase").item(2);
        assertThat(total.getAttribute("name")).isEqualTo("max-total");
        Element failure = (Element) total.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message"))
                .isEqualTo("3,549,802 bytes (3.39 MiB) in total, at most 1 bytes allowed");
        assertThat(failure.getTextContent().lines())
                .hasSize(6)
                .contains("  320 KiB  com.acme.codec.Codec.encode (Codec.java:42)");
    }

    /** Names of any characters leave the document valid, and can be read in it. */
    @Test
    void hostileNames() throws Exception {
        Random random = new Random(65_537);
        for (int i = 0; i < 300; i++) {
            String name = name(random);
            Frame frame = Frame.of(name, "m", name, 1, 1);
            SyntheticProfile made = SyntheticProfile.of("x");
            made.remark(name).allocate(made.site(frame), 7);
            Check check = Limits.builder()
                    .most(Limit.TOTAL, 1)
                    .per(Grouping.SITE)
                    .build()
                    .check(new Verdicts(made.profile(), Rules.BUILT_IN), null);

            Document document = parsed(xml(check));

            Element failure = (Element) document.getElementsByTagName("failure").item(0);
            assertThat(failure.getAttribute("message"))
                    .isEqualTo(shown(frame.text()) + ": 7 bytes in total, at most 1 bytes allowed");
        }
    }

    /** What an XML parser hands on: characters that XML cannot have are written as others. */
    private static String shown(String text) {
        return PlainText.shown(text).replace("\uFFFE", "\\ufffe").replace("\uFFFF", "\\uffff");
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            name.append("<>&\"'\n\r\t a;]\u0000\u000b\uD800\uDC00\uFFFE\uFFFF\u2028\u0085".charAt(random.nextInt(20)));
        }
        return name.toString();
    }

    @Test
    void theSchemaRefusesWhatIsNone() {
        assertThatThrownBy(() -> parsed("<testsuites><testsuite/></testsuites>"))
                .isInstanceOf(SAXException.class);
    }

    private static String xml(Check check) throws IOException {
        StringWriter out = new StringWriter();
        new CheckJUnit().write(check, out);
        return out.toString();
    }

    private Document parsed(String xml) throws Exception {
        schema.newValidator().validate(new StreamSource(new StringReader(xml)));
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)));
    }
}
