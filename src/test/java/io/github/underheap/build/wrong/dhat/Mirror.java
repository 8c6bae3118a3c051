package io.github.underheap.build.wrong.dhat;

import io.github.underheap.build.wrong.Facade;
import io.github.underheap.build.wrong.config.Setting;
import io.github.underheap.build.wrong.profile.Data;
import io.github.underheap.build.wrong.record.Engine;

/** An integration uses exported packages and other libraries, not the engine. */
public class Mirror {
    Facade allowed;
    Data allowedToo;
    Setting allowedAsWell;
    org.assertj.core.api.Assertions alsoOfOthers;
    Engine wrong;
}
