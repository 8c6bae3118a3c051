package io.github.underheap.config;

import java.util.List;

/**
 * The table of all options, from which follow what is read ({@link OptionReader}), what is printed ({@link TrackerOptions#toString})
 * and what a test wants to see in the documentation. A new option is a line here; whoever builds options in code needs a method in
 * {@link TrackerOptions.Builder} too.
 */
final class Options {

    static final Option.Flag ENABLED = new Option.Flag("enabled", true, "false: everything works, nothing is recorded");

    static final Option.Choice<Capture> CAPTURE = new Option.Choice<>(
            "capture", Capture.values(), Capture.AUTO, "how call sites are found: none, stackwalker, auto");

    static final Option.Choice<Walk> WALK = new Option.Choice<>(
            "walk",
            Walk.values(),
            Walk.AUTO,
            "with capture=auto: how stacks seen before are recognised: auto, vm, fp, off");

    static final Option.WholeNumber VERIFY = new Option.WholeNumber(
            "verify", 0, Integer.MAX_VALUE, 0, "compares every Nth recognised stack with StackWalker; 0: none");

    static final Option.WholeNumber DEPTH = new Option.WholeNumber(
            "depth",
            1,
            TrackerOptions.MAX_DEPTH,
            TrackerOptions.DEFAULT_DEPTH,
            "Java frames that make a site, 1 to 64");

    static final Option.TableSize BUCKETS = new Option.TableSize(
            "buckets",
            TrackerOptions.MIN_BUCKETS,
            TrackerOptions.MAX_BUCKETS,
            TrackerOptions.DEFAULT_BUCKETS,
            "first size of the table of sites, which grows by itself");

    static final Option.WholeNumber MAX_SITES = new Option.WholeNumber(
            "maxSites", 1, TrackerOptions.MAX_MAX_SITES, TrackerOptions.DEFAULT_MAX_SITES, "sites that are told apart");

    static final Option.FileName OUTPUT = new Option.FileName(
            "output", "no profile will be written", "where the profile is written when the process ends");

    /** In the order in which they are printed. */
    static final List<Option<?>> ALL = List.of(ENABLED, CAPTURE, WALK, VERIFY, DEPTH, BUCKETS, MAX_SITES, OUTPUT);

    private Options() {}
}
