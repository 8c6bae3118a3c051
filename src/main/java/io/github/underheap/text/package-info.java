/** How values look in text that people read; knows nothing of what they are values of. */
@NullMarked
package io.github.underheap.text;

import org.jspecify.annotations.NullMarked;
