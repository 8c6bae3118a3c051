package io.github.underheap.report;

import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label.LABEL_OPTIONAL;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label.LABEL_REPEATED;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_BOOL;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_INT64;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_MESSAGE;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_STRING;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_UINT64;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A pprof file, as Google's protobuf library reads it by the description of the format that pprof publishes, {@code profile.proto}. What pprof checks
 * when it opens a file is checked here too: see {@code Profile.CheckValid}.
 *
 * @param types of the values of each sample, {@code type/unit}
 * @param facts what is not repeated and not 0, by name
 */
record PprofRead(List<String> types, List<Sample> samples, List<String> comments, Map<String, String> facts) {

    private static final Descriptor FORMAT = format();

    /**
     * A sample with everything that it refers to.
     *
     * @param stack innermost first, {@code name|file|line}
     */
    record Sample(List<Long> values, List<String> stack, Map<String, String> labels) {}

    private static Descriptor format() {
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
                .setName("profile.proto")
                .setPackage("perftools.profiles")
                .setSyntax("proto3");
        file.addMessageType(message("Profile")
                .addField(inner(1, "sample_type", "ValueType"))
                .addField(inner(2, "sample", "Sample"))
                .addField(inner(3, "mapping", "Mapping"))
                .addField(inner(4, "location", "Location"))
                .addField(inner(5, "function", "Function"))
                .addField(field(6, "string_table", TYPE_STRING, LABEL_REPEATED))
                .addField(field(7, "drop_frames", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(8, "keep_frames", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(9, "time_nanos", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(10, "duration_nanos", TYPE_INT64, LABEL_OPTIONAL))
                .addField(inner(11, "period_type", "ValueType").setLabel(LABEL_OPTIONAL))
                .addField(field(12, "period", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(13, "comment", TYPE_INT64, LABEL_REPEATED))
                .addField(field(14, "default_sample_type", TYPE_INT64, LABEL_OPTIONAL)));
        file.addMessageType(message("ValueType")
                .addField(field(1, "type", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(2, "unit", TYPE_INT64, LABEL_OPTIONAL)));
        file.addMessageType(message("Sample")
                .addField(field(1, "location_id", TYPE_UINT64, LABEL_REPEATED))
                .addField(field(2, "value", TYPE_INT64, LABEL_REPEATED))
                .addField(inner(3, "label", "Label")));
        file.addMessageType(message("Label")
                .addField(field(1, "key", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(2, "str", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(3, "num", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(4, "num_unit", TYPE_INT64, LABEL_OPTIONAL)));
        file.addMessageType(message("Mapping")
                .addField(field(1, "id", TYPE_UINT64, LABEL_OPTIONAL))
                .addField(field(2, "memory_start", TYPE_UINT64, LABEL_OPTIONAL))
                .addField(field(3, "memory_limit", TYPE_UINT64, LABEL_OPTIONAL))
                .addField(field(4, "file_offset", TYPE_UINT64, LABEL_OPTIONAL))
                .addField(field(5, "filename", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(6, "build_id", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(7, "has_functions", TYPE_BOOL, LABEL_OPTIONAL))
                .addField(field(8, "has_filenames", TYPE_BOOL, LABEL_OPTIONAL))
                .addField(field(9, "has_line_numbers", TYPE_BOOL, LABEL_OPTIONAL))
                .addField(field(10, "has_inline_frames", TYPE_BOOL, LABEL_OPTIONAL)));
        file.addMessageType(message("Location")
                .addField(field(1, "id", TYPE_UINT64, LABEL_OPTIONAL))
                .addField(field(2, "mapping_id", TYPE_UINT64, LABEL_OPTIONAL))
                .addField(field(3, "address", TYPE_UINT64, LABEL_OPTIONAL))
                .addField(inner(4, "line", "Line"))
                .addField(field(5, "is_folded", TYPE_BOOL, LABEL_OPTIONAL)));
        file.addMessageType(message("Line")
                .addField(field(1, "function_id", TYPE_UINT64, LABEL_OPTIONAL))
                .addField(field(2, "line", TYPE_INT64, LABEL_OPTIONAL)));
        file.addMessageType(message("Function")
                .addField(field(1, "id", TYPE_UINT64, LABEL_OPTIONAL))
                .addField(field(2, "name", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(3, "system_name", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(4, "filename", TYPE_INT64, LABEL_OPTIONAL))
                .addField(field(5, "start_line", TYPE_INT64, LABEL_OPTIONAL)));
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]).findMessageTypeByName("Profile");
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DescriptorProto.Builder message(String name) {
        return DescriptorProto.newBuilder().setName(name);
    }

    private static FieldDescriptorProto.Builder field(
            int number, String name, FieldDescriptorProto.Type type, FieldDescriptorProto.Label label) {
        return FieldDescriptorProto.newBuilder()
                .setNumber(number)
                .setName(name)
                .setType(type)
                .setLabel(label);
    }

    private static FieldDescriptorProto.Builder inner(int number, String name, String type) {
        return field(number, name, TYPE_MESSAGE, LABEL_REPEATED).setTypeName(type);
    }

    /** Reads a file, which must be a valid one. */
    static PprofRead of(byte[] file) throws IOException {
        Message profile = DynamicMessage.parseFrom(FORMAT, new GZIPInputStream(new ByteArrayInputStream(file)));
        assertNothingUnknown(profile);
        return new Reading(profile).read();
    }

    private static void assertNothingUnknown(Message message) {
        assertThat(message.getUnknownFields().asMap()).isEmpty();
        message.getAllFields().values().forEach(value -> {
            for (Object each : value instanceof List<?> list ? list : List.of(value)) {
                if (each instanceof Message inner) {
                    assertNothingUnknown(inner);
                }
            }
        });
    }

    /** The file as lines that people can read. */
    String text() {
        StringBuilder text = new StringBuilder();
        comments.forEach(comment -> text.append("comment ").append(comment).append('\n'));
        facts.forEach(
                (name, value) -> text.append(name).append(' ').append(value).append('\n'));
        text.append(String.join(" ", types)).append('\n');
        for (Sample sample : samples) {
            text.append(sample.values()).append(' ').append(sample.labels()).append('\n');
            sample.stack().forEach(frame -> text.append("      ").append(frame).append('\n'));
        }
        return text.toString();
    }

    /** The sum of a value over all samples; it must not go beyond 64 bits. */
    long sum(String type) {
        int index = types.indexOf(type);
        long sum = 0;
        for (Sample sample : samples) {
            sum = Math.addExact(sum, sample.values().get(index));
        }
        return sum;
    }

    /** Resolves what refers to something. */
    private static final class Reading {

        private final Message profile;
        private final Map<Long, Message> mappings;
        private final Map<Long, Message> functions;
        private final Map<Long, Message> locations;

        Reading(Message profile) {
            this.profile = profile;
            this.mappings = byId("mapping");
            this.functions = byId("function");
            this.locations = byId("location");
        }

        PprofRead read() {
            assertThat(string(0)).isEmpty();
            assertThat(profile.getRepeatedFieldCount(named(profile, "string_table")))
                    .isEqualTo((int)
                            texts("string_table", profile).stream().distinct().count());
            Map<String, String> facts = new TreeMap<>();
            for (String name : List.of("time_nanos", "duration_nanos", "period", "drop_frames", "keep_frames")) {
                if (number(name, profile) != 0) {
                    facts.put(name, Long.toString(number(name, profile)));
                }
            }
            facts.put("default_sample_type", string(number("default_sample_type", profile)));
            facts.put("period_type", type((Message) profile.getField(named(profile, "period_type"))));
            for (Message mapping : mappings.values()) {
                facts.put("mapping", string(number("filename", mapping)) + " " + flags(mapping));
            }
            List<String> types =
                    messages("sample_type", profile).stream().map(this::type).toList();
            List<Sample> samples = new ArrayList<>();
            for (Message sample : messages("sample", profile)) {
                samples.add(sample(sample));
                assertThat(samples.getLast().values()).hasSameSizeAs(types);
            }
            List<String> comments = texts("comment", profile).stream()
                    .map(comment -> string(Long.parseLong(comment)))
                    .toList();
            return new PprofRead(types, samples, comments, facts);
        }

        private static String flags(Message mapping) {
            StringBuilder flags = new StringBuilder();
            for (String name : List.of("has_functions", "has_filenames", "has_line_numbers", "has_inline_frames")) {
                flags.append((Boolean) mapping.getField(named(mapping, name)) ? "+" : "-");
            }
            return flags.toString();
        }

        private String type(Message type) {
            return string(number("type", type)) + "/" + string(number("unit", type));
        }

        private Sample sample(Message sample) {
            List<Long> values =
                    texts("value", sample).stream().map(Long::valueOf).toList();
            List<String> stack = texts("location_id", sample).stream()
                    .map(id -> frame(locations.get(Long.valueOf(id))))
                    .toList();
            Map<String, String> labels = new TreeMap<>();
            for (Message label : messages("label", sample)) {
                String key = string(number("key", label));
                assertThat(labels.put(key, string(number("str", label))))
                        .as(key)
                        .isNull();
                assertThat(number("num", label)).isZero();
            }
            return new Sample(values, stack, labels);
        }

        private String frame(Message location) {
            assertThat(mappings).containsKey(number("mapping_id", location));
            List<Message> lines = messages("line", location);
            assertThat(lines).hasSize(1);
            Message function = functions.get(number("function_id", lines.getFirst()));
            return string(number("name", function)) + "|" + string(number("filename", function)) + "|"
                    + number("line", lines.getFirst());
        }

        private Map<Long, Message> byId(String field) {
            Map<Long, Message> all = new HashMap<>();
            for (Message message : messages(field, profile)) {
                // Not 0, which means none; and in order, as Parca demands it.
                long id = number("id", message);
                assertThat(id).as(field).isEqualTo(all.size() + 1);
                all.put(id, message);
            }
            return all;
        }

        private String string(long index) {
            return (String) profile.getRepeatedField(named(profile, "string_table"), Math.toIntExact(index));
        }

        private static long number(String field, Message in) {
            return (Long) in.getField(named(in, field));
        }

        private static List<String> texts(String field, Message in) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < in.getRepeatedFieldCount(named(in, field)); i++) {
                texts.add(in.getRepeatedField(named(in, field), i).toString());
            }
            return texts;
        }

        private static List<Message> messages(String field, Message in) {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < in.getRepeatedFieldCount(named(in, field)); i++) {
                messages.add((Message) in.getRepeatedField(named(in, field), i));
            }
            return messages;
        }

        private static FieldDescriptor named(Message message, String field) {
            return message.getDescriptorForType().findFieldByName(field);
        }
    }
}
