package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds formats by name: first the library's own, then those of others, by the service loader.
 *
 * <p>The library's own do not need the service loader, which finds nothing in a jar that was merged from several without their
 * {@code META-INF/services}.
 */
public final class ProfileFormats {

    /** A list of providers that cannot be read at all fails anew each time it is asked for the next one. */
    private static final int MAX_BROKEN = 100;

    private ProfileFormats() {}

    /**
     * The format of a name.
     *
     * @throws IllegalArgumentException if there is no such format
     */
    public static ProfileFormat get(String name) {
        ProfileFormat format = switch (name) {
            case "collapsed" -> new CollapsedFormat();
            case "csv" -> new CsvFormat();
            case "dhat" -> new DhatFormat();
            case AdHocFormat.NAME -> new AdHocFormat();
            case "html" -> new HtmlFormat();
            case "json" -> new JsonFormat();
            case "pprof" -> new PprofFormat();
            case "sites" -> new SitesFormat();
            case "speedscope" -> new SpeedscopeFormat();
            case "summary" -> new SummaryFormat();
            case "text" -> new TextFormat();
            default -> ofOthers(name);
        };
        if (format == null) {
            throw new IllegalArgumentException("format '" + name + "' is not known");
        }
        return format;
    }

    /**
     * What a file does not give in full, a line each; an unmodifiable list.
     *
     * @throws IllegalArgumentException if it is no format of DHAT's
     */
    public static List<String> limits(Profile profile, String name) {
        return switch (name) {
            case "dhat" -> ExactNumbers.limits(profile);
            case AdHocFormat.NAME -> ExactNumbers.limitsOfUnits(profile);
            default -> throw new IllegalArgumentException("format '" + name + "' is none of DHAT's");
        };
    }

    private static @Nullable ProfileFormat ofOthers(String name) {
        Iterator<ProfileFormat> formats = ServiceLoader.load(ProfileFormat.class, ProfileFormats.class.getClassLoader())
                .iterator();
        for (int broken = 0; broken < MAX_BROKEN; ) {
            try {
                if (!formats.hasNext()) {
                    break;
                }
                ProfileFormat format = formats.next();
                if (format.name().equals(name)) {
                    return format;
                }
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                // Somebody else's provider is broken; the next one may be right.
                broken++;
            }
        }
        return null;
    }
}
