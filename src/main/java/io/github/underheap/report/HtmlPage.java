package io.github.underheap.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the page together: the template, in which {@code {{name}}} stands for a part, with the style, the script and the data in it.
 *
 * <p>The script is made of modules, each a file that imports what it needs from the others, so that editors and tools understand them. Here they
 * become functions of one script, in an order in which what is needed comes first. A line that imports has the form
 * {@code import { names } from './file';}. The browser is told to obey what has the hash of the style and of the script, and nothing else.
 */
final class HtmlPage {

    private static final String FOLDER = "html/";

    private static final List<String> STYLES = List.of("page.css", "parts.css", "print.css");

    private static final List<String> MODULES = List.of(
            "text.js",
            "figures.js",
            "data.js",
            "tree.js",
            "weights.js",
            "search.js",
            "colours.js",
            "state.js",
            "dom.js",
            "verdicts.js",
            "head.js",
            "layout.js",
            "painter.js",
            "flame.js",
            "rows.js",
            "table.js",
            "outline.js",
            "details.js",
            "controls.js",
            "keys.js",
            "main.js");

    /** {@code import { names } from './file';} */
    private static final Pattern IMPORT = Pattern.compile("import (\\{.*}) from '\\./(.*)';");

    /** A definition after the word, and its name. */
    private static final Pattern EXPORT = Pattern.compile("export ((?:const|(?:async )?function\\*?) ([\\w$]+).*)");

    private HtmlPage() {}

    /** Writes a page. */
    static void write(HtmlData data, OutputStream out) throws IOException {
        String style = joined(STYLES);
        String script = script();
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        String template = resource("page.html");
        int done = 0;
        for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", done)) {
            int close = template.indexOf("}}", open);
            writer.write(template, done, open - done);
            switch (template.substring(open + 2, close)) {
                case "first line" -> writer.write(HtmlFormat.FIRST_LINE);
                case "title" -> writer.write(XmlText.escaped(data.title()));
                case "style" -> writer.write(style);
                case "style hash" -> writer.write(hash(style));
                case "script" -> writer.write(script);
                case "script hash" -> writer.write(hash(script));
                case "data" -> {
                    ScriptWriter json = new ScriptWriter(writer);
                    data.write(json);
                    json.flush();
                }
                default -> throw new IllegalStateException(template.substring(open, close));
            }
            done = close + 2;
        }
        writer.write(template, done, template.length() - done);
        writer.flush();
    }

    private static String joined(List<String> names) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            // Browsers hash what they have read, in which all ends of lines are alike.
            resource(name).lines().forEach(line -> all.append(line).append('\n'));
        }
        return all.toString();
    }

    private static String script() throws IOException {
        StringBuilder script = new StringBuilder("'use strict';\nconst modules = {};\n");
        for (String name : MODULES) {
            module(name, script);
        }
        return script.toString();
    }

    /** A module as a function of its own: what it imports are constants, and what it exports is its result. */
    private static void module(String name, StringBuilder script) throws IOException {
        List<String> exported = new ArrayList<>();
        script.append("modules['").append(name).append("'] = (() => {\n");
        for (String line : resource("script/" + name).lines().toList()) {
            Matcher matcher = IMPORT.matcher(line);
            if (matcher.matches()) {
                script.append("const ")
                        .append(matcher.group(1))
                        .append(" = modules['")
                        .append(matcher.group(2))
                        .append("'];\n");
                continue;
            }
            matcher = EXPORT.matcher(line);
            if (matcher.matches()) {
                exported.add(matcher.group(2));
                script.append(matcher.group(1)).append('\n');
            } else {
                script.append(line).append('\n');
            }
        }
        script.append("return { ").append(String.join(", ", exported)).append(" };\n})();\n");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlPage.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException("the library was packed without " + FOLDER + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return "sha256-" + Base64.getEncoder().encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
