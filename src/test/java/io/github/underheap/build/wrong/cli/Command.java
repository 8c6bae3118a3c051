package io.github.underheap.build.wrong.cli;

import io.github.underheap.build.wrong.agent.Hook;
import io.github.underheap.build.wrong.dhat.Mirror;
import io.github.underheap.build.wrong.process.Host;

/** A tool may use everything below it, not another tool. */
class Command {
    Host allowed;
    Mirror allowedToo;
    Hook wrong;
}
