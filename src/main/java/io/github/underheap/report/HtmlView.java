package io.github.underheap.report;

import io.github.underheap.select.Metric;
import org.jspecify.annotations.Nullable;

/**
 * What a page opens with, if its address says nothing else.
 *
 * @param metric what is drawn; null for what tells most
 * @param search what is searched for; null for nothing
 */
record HtmlView(@Nullable Metric metric, @Nullable String search) {}
