package io.github.underheap.build.wrong.config;

import io.github.underheap.build.wrong.profile.Data;
import io.github.underheap.build.wrong.stack.Low;

/** May use what lies below, not {@code profile}. */
public class Setting {
    Low allowed;
    Data wrong;
}
