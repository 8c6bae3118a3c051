/** Profiles the off-heap memory of Java programs. */
module io.github.underheap {
    // Not transitive: modules that require this one would not compile without jspecify on their module path.
    requires static org.jspecify;
    // For readers only; writers need nothing.
    requires static com.fasterxml.jackson.core;
    // For the command line only, which is in the other jar.
    requires static info.picocli;
    // For the package junit only.
    requires static org.junit.jupiter.api;
    requires static org.junit.platform.launcher;

    exports io.github.underheap;
    exports io.github.underheap.config;
    exports io.github.underheap.dhat;
    exports io.github.underheap.jmh;
    exports io.github.underheap.junit;
    exports io.github.underheap.profile;

    // JUnit makes an instance of the extension, which nobody else should see.
    opens io.github.underheap.junit to
            org.junit.platform.commons;

    uses io.github.underheap.profile.ProfileFormat;

    provides io.github.underheap.profile.ProfileFormat with
            io.github.underheap.report.CollapsedFormat,
            io.github.underheap.report.CsvFormat,
            io.github.underheap.report.DhatFormat,
            io.github.underheap.report.HtmlFormat,
            io.github.underheap.report.JsonFormat,
            io.github.underheap.report.PprofFormat,
            io.github.underheap.report.SitesFormat,
            io.github.underheap.report.SpeedscopeFormat,
            io.github.underheap.report.SummaryFormat,
            io.github.underheap.report.TextFormat;
}
