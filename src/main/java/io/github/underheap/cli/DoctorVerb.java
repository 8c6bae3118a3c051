package io.github.underheap.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.github.underheap.config.OptionTable;
import io.github.underheap.report.PlainText;
import io.github.underheap.report.Style;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code underheap doctor}: what this JVM can do, which options are in force, and what is missing for full speed. */
final class DoctorVerb implements Verb {

    private static final int LABEL_COLUMN = 16;
    private static final int VALUE_COLUMN = 12;

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String summary() {
        return "says what works here, and what is missing for full speed";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                this,
                "[options]",
                "doctor",
                "with the flags that the launcher gives to programs",
                "doctor --walk=fp",
                "with options of `run`",
                "doctor -o json",
                "to report a defect with");
        ReportOptions.addForm(spec, ReportOptions.FORMS);
        RecordingOptions.add(spec);
        return spec.addPositional(Specs.files());
    }

    @Override
    public int execute(Given given, Surroundings around) throws IOException {
        String form = ReportOptions.form(given, ReportOptions.FORMS);
        Arguments.none(this, given);
        Examination found = Examination.of(RecordingOptions.given(given), System.getProperties(), around.environment());
        if (form.equals("json")) {
            json(found, around);
        } else {
            around.out()
                    .write(text(found, Colour.of(around, around.outIsTerminal()))
                            .getBytes(StandardCharsets.UTF_8));
        }
        return 0;
    }

    private static String text(Examination found, Style style) {
        StringBuilder text = new StringBuilder();
        found.facts().forEach((name, value) -> row(text, name, value));
        row(text, "walk", found.walk());
        found.walks().forEach((mode, state) -> row(text, "  walk=" + mode, state));
        text.append('\n');
        for (OptionTable.InForce option : found.options()) {
            String value = option.value().isEmpty() ? "none" : option.value();
            row(text, option.key(), padded(value, VALUE_COLUMN) + option.source());
        }
        for (String mistake : found.mistakes()) {
            text.append(style.bad("wrong: ")).append(PlainText.shown(mistake)).append('\n');
        }
        text.append('\n');
        if (found.missing().isEmpty()) {
            text.append(style.good("Nothing is missing here for full speed.")).append('\n');
        }
        advice("Missing for full speed: ", found.missing(), text, style);
        advice("Give your own java: ", found.elsewhere(), text, style);
        return text.toString();
    }

    private static void advice(String head, List<Examination.Advice> all, StringBuilder text, Style style) {
        for (Examination.Advice advice : all) {
            text.append(style.notable(head));
            text.append(advice.flag()).append(advice.flag().isEmpty() ? "" : "  (");
            text.append(PlainText.shown(advice.reason()));
            text.append(advice.flag().isEmpty() ? "" : ")").append('\n');
        }
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append(padded(name, LABEL_COLUMN)).append(PlainText.shown(value)).append('\n');
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static void json(Examination found, Surroundings around) throws IOException {
        JsonFactory factory = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
        try (JsonGenerator json = factory.createGenerator(around.out())) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("underheapDoctor", 1);
            object(json, "facts", found.facts());
            json.writeStringField("walk", found.walk());
            object(json, "walks", found.walks());
            json.writeArrayFieldStart("options");
            for (OptionTable.InForce option : found.options()) {
                json.writeStartObject();
                json.writeStringField("key", option.key());
                json.writeStringField("value", option.value());
                json.writeStringField("source", option.source());
                json.writeBooleanField("isDefault", option.isDefault());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("mistakes");
            for (String mistake : found.mistakes()) {
                json.writeString(mistake);
            }
            json.writeEndArray();
            advice(json, "missing", found.missing());
            advice(json, "elsewhere", found.elsewhere());
            json.writeEndObject();
        }
        around.out().write('\n');
    }

    private static void advice(JsonGenerator json, String name, List<Examination.Advice> all) throws IOException {
        json.writeArrayFieldStart(name);
        for (Examination.Advice advice : all) {
            json.writeStartObject();
            json.writeStringField("flag", advice.flag());
            json.writeStringField("reason", advice.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void object(JsonGenerator json, String name, Map<String, String> values) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> value : values.entrySet()) {
            json.writeStringField(value.getKey(), value.getValue());
        }
        json.writeEndObject();
    }
}
