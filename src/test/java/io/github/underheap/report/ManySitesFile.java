package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.underheap.ForkedJvm;
import java.io.IOException;
import java.nio.file.Path;

/** Writes and reads files of many sites. */
final class ManySitesFile {

    private ManySitesFile() {}

    /** Has a process with a small heap write a profile. */
    static Path write(Path folder, int sites, String heap) throws IOException, InterruptedException {
        Path file = folder.resolve("many.json");
        run(folder, heap, Integer.toString(sites), file.toString());
        return file;
    }

    /** Has a process merge a profile with itself and write the sum. */
    static Path writeMerged(Path folder, int sites, String heap) throws IOException, InterruptedException {
        Path file = folder.resolve("merged.json");
        run(folder, heap, Integer.toString(sites), file.toString(), "merge");
        return file;
    }

    private static void run(Path folder, String heap, String... arguments) throws IOException, InterruptedException {
        ForkedJvm.Result result = ForkedJvm.in(folder).option(heap).run(ManySites.class, arguments);
        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "", ""));
    }

    /** How many sites a file has, and their total bytes. */
    record Read(long sites, long bytes) {}

    /** Reads without holding the file. */
    static Read read(Path file) throws IOException {
        long sites = 0;
        long bytes = 0;
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("tb")) {
                    json.nextToken();
                    sites++;
                    bytes += json.getLongValue();
                }
            }
        }
        return new Read(sites, bytes);
    }
}
