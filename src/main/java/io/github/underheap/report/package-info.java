/** Reports: one class per format, each written from a {@link io.github.underheap.profile.Profile} and nothing else. */
@NullMarked
package io.github.underheap.report;

import org.jspecify.annotations.NullMarked;
