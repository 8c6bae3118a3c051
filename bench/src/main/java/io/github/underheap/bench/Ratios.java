package io.github.underheap.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Prints JMH's results ({@code -rf json}) as a table in Markdown, with each variant's ratio to the plain arena of the same run. */
public final class Ratios {

    private Ratios() {}

    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            System.err.println("which files? Ratios RESULT.json… (written by JMH with -rf json -rff RESULT.json)");
            System.exit(2);
        }
        for (String file : args) {
            print(new ObjectMapper().readTree(Path.of(file).toFile()));
        }
    }

    private static void print(JsonNode results) {
        Map<String, JsonNode> baselines = new LinkedHashMap<>();
        for (JsonNode result : results) {
            if (variant(result).equalsIgnoreCase(Variant.PLAIN.name())) {
                baselines.put(group(result), result);
            }
        }
        System.out.println(
                "| benchmark | where | threads | variant | ns/op | ratio | CPU ns/op | forks | ratio | B/op |");
        System.out.println("|---|---|--:|---|--:|--:|--:|--:|--:|--:|");
        for (JsonNode result : results) {
            JsonNode baseline = baselines.getOrDefault(group(result), result);
            Score time = Score.of(result.get("primaryMetric"));
            Score cpu = Score.of(result.at("/secondaryMetrics/" + CpuTime.LABEL));
            System.out.println("| " + group(result) + " | "
                    + variant(result).toLowerCase(Locale.ROOT) + " | "
                    + time + " | "
                    + time.over(Score.of(baseline.get("primaryMetric"))) + " | "
                    + cpu + " | "
                    + cpu.forks() + " | "
                    + cpu.over(Score.of(baseline.at("/secondaryMetrics/" + CpuTime.LABEL))) + " | "
                    + format("%.0f", Score.of(result.at("/secondaryMetrics/gc.alloc.rate.norm")).mean) + " |");
        }
    }

    private static String group(JsonNode result) {
        String name = result.get("benchmark").asText();
        return name.substring(name.lastIndexOf('.') + 1) + " | "
                + where(result.get("params")) + " | "
                + result.get("threads").asInt();
    }

    private static String where(JsonNode params) {
        return params.has("kind")
                ? params.get("kind").asText().toLowerCase(Locale.ROOT)
                : "depth " + params.get("depth").asText();
    }

    private static String variant(JsonNode result) {
        JsonNode params = result.get("params");
        return params.path("variant").asText(params.path("site").asText());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /**
     * A number that JMH measured; NaN if it did not.
     *
     * @param error half of its 99.9 % confidence interval
     * @param least the lowest mean of a fork
     * @param most the highest mean of a fork
     */
    private record Score(double mean, double error, double least, double most) {

        static Score of(JsonNode metric) {
            DoubleSummaryStatistics forks = StreamSupport.stream(
                            metric.path("rawData").spliterator(), false)
                    .collect(Collectors.summarizingDouble(Score::mean));
            return new Score(
                    metric.path("score").asDouble(Double.NaN),
                    metric.path("scoreError").asDouble(Double.NaN),
                    forks.getMin(),
                    forks.getMax());
        }

        /** The ratio and its error, which is that of two independent means. */
        String over(Score baseline) {
            double ratio = mean / baseline.mean;
            double relative = Math.hypot(error / mean, baseline.error / baseline.mean);
            return format("%.2f ± %.2f", ratio, ratio * relative);
        }

        /** From the lowest to the highest mean of a fork. */
        String forks() {
            return format("%.1f–%.1f", least, most);
        }

        @Override
        public String toString() {
            return format("%.1f ± %.1f", mean, error);
        }

        private static double mean(JsonNode iterations) {
            return StreamSupport.stream(iterations.spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .average()
                    .orElse(Double.NaN);
        }
    }
}
