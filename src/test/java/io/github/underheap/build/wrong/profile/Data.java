package io.github.underheap.build.wrong.profile;

import io.github.underheap.build.wrong.config.Setting;
import io.github.underheap.build.wrong.record.Engine;

/** May use {@code config}, not {@code record}. */
public class Data {
    Setting allowed;
    Engine wrong;
}
