package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import io.github.underheap.text.Numbers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The file format of <a href="https://www.speedscope.app">speedscope</a>: a profile for each metric, whose samples are the sites and whose weights
 * are their values.
 *
 * <p>Metrics that were not measured are left out, and leaked bytes too if the program was still running: nothing is leaked before its end.
 * In each profile, sites that have nothing of its metric are left out.
 *
 * <p>The viewer adds numbers up as doubles. A value of a site above 2^53 - 1 is written as that; the name of the profile says so, and so do the remarks.
 * These are in an object {@code underheap} of the file, which the viewer ignores, so the names of profiles say when something is wrong with the numbers.
 *
 * <p>Sites are written one after another, once for each metric; what is held is the text of each frame.
 */
public final class SpeedscopeFormat implements ProfileFormat {

    private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";

    /** Of a profile whose command is not known. */
    private static final String NAMELESS = "underheap";

    private final Metric metric;
    private final Rules rules;

    /** For the service loader: opens with total bytes. */
    public SpeedscopeFormat() {
        this(Metric.TOTAL, Rules.BUILT_IN);
    }

    /**
     * A format that opens with one of the metrics.
     *
     * @param metric what the viewer shows first, if the file has it
     * @param rules by which sites are judged, which matters for leaked bytes alone
     */
    public SpeedscopeFormat(Metric metric, Rules rules) {
        this.metric = metric;
        this.rules = rules;
    }

    @Override
    public String name() {
        return "speedscope";
    }

    /**
     * Writes a profile.
     *
     * @throws IllegalArgumentException if it is a difference: the viewer draws no negative numbers
     */
    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        if (profile.isDifference()) {
            throw new IllegalArgumentException("the difference of two profiles cannot be written for speedscope");
        }
        new Writing(new Verdicts(profile, rules), new JsonBytes(out)).write(metric);
    }

    /** Of one file. */
    private static final class Writing {

        private final Verdicts verdicts;
        private final Profile profile;
        private final ShownFrames frames;
        private final JsonBytes json;
        private final List<String> limited = new ArrayList<>();

        Writing(Verdicts verdicts, JsonBytes json) {
            this.verdicts = verdicts;
            this.profile = verdicts.profile();
            this.frames = new ShownFrames(profile);
            this.json = json;
        }

        void write(Metric first) throws IOException {
            List<Metric> metrics = metrics();
            json.raw("{\"$schema\":\"" + SCHEMA + "\",\n\"exporter\":\"underheap\",\n\"name\":")
                    .string(title())
                    .raw(",\n\"activeProfileIndex\":")
                    .number(Math.max(metrics.indexOf(first), 0))
                    .raw(",\n\"profiles\":[");
            String separator = "\n";
            for (Metric each : metrics) {
                json.raw(separator);
                writeProfile(each);
                separator = ",\n";
            }
            json.raw("],\n\"shared\":{\"frames\":[");
            writeFrames();
            json.raw("]},\n\"underheap\":{\"remarks\":[");
            writeRemarks();
            json.raw("]}}\n").flush();
        }

        private String title() {
            String command = profile.command().isEmpty() ? NAMELESS : profile.command();
            return profile.pid() == 0 ? command : command + " (" + profile.pid() + ")";
        }

        private List<Metric> metrics() {
            List<Metric> metrics = new ArrayList<>();
            for (Metric each : Metric.values()) {
                if (each.isMeasured(profile) && (each != Metric.LEAKED || profile.isFinal())) {
                    metrics.add(each);
                }
            }
            return metrics;
        }

        private void writeProfile(Metric of) throws IOException {
            json.raw("{\"type\":\"sampled\",\"unit\":")
                    .string(of == Metric.BLOCKS ? "none" : "bytes")
                    .raw(",\n\"samples\":[");
            writeSamples(of);
            json.raw("],\n\"weights\":[");
            long sum = 0;
            long tooHigh = 0;
            char separator = '\n';
            for (int i = 0; i < profile.siteCount(); i++) {
                long value = of.of(profile.site(i), verdicts);
                if (value > 0) {
                    long written = ExactNumbers.limited(value);
                    json.raw(separator).number(written);
                    separator = ',';
                    sum = SiteNumber.Sum.ADD.of(sum, written);
                    tooHigh += value == written ? 0 : 1;
                }
            }
            json.raw("],\n\"startValue\":0,\"endValue\":")
                    .number(ExactNumbers.limited(sum))
                    .raw(",\"name\":")
                    .string(name(of, tooHigh))
                    .raw('}');
        }

        private void writeSamples(Metric of) throws IOException {
            String separator = "\n[";
            for (int i = 0; i < profile.siteCount(); i++) {
                AllocationSite site = profile.site(i);
                if (of.of(site, verdicts) > 0) {
                    json.raw(separator);
                    int[] stack = site.frameNumbers();
                    for (int at = stack.length - 1; at >= 0; at--) {
                        json.number(frames.place(stack[at]));
                        if (at > 0) {
                            json.raw(',');
                        }
                    }
                    json.raw(']');
                    separator = ",\n[";
                }
            }
        }

        /** The viewer shows nothing but names, so what is wrong with the numbers is in them. */
        private String name(Metric of, long tooHigh) {
            StringBuilder name = new StringBuilder(of.words());
            if (tooHigh > 0) {
                String sites = Numbers.exact(tooHigh) + (tooHigh == 1 ? " site is" : " sites are");
                limited.add(of.words() + " of " + sites + " above 2^53 - 1; speedscope files give that number");
                name.append(" (").append(sites).append(" above 2^53 - 1)");
            }
            if (!profile.flaws().isEmpty()) {
                name.append(" (not reliable, see underheap report)");
            }
            return name.toString();
        }

        private void writeFrames() throws IOException {
            String separator = "\n{\"name\":";
            for (ShownFrame frame : frames.all()) {
                json.raw(separator).string(frame.name());
                if (!frame.file().isEmpty()) {
                    json.raw(",\"file\":").string(frame.file());
                }
                if (frame.line() > 0) {
                    json.raw(",\"line\":").number(frame.line());
                }
                json.raw('}');
                separator = ",\n{\"name\":";
            }
        }

        private void writeRemarks() throws IOException {
            List<String> remarks = new ArrayList<>(profile.remarks());
            remarks.addAll(limited);
            String separator = "\n";
            for (String remark : remarks) {
                json.raw(separator).string(remark);
                separator = ",\n";
            }
        }
    }
}
