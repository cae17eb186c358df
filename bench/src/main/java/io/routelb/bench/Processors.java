package io.routelb.bench;

import io.routelb.lab.process.Command;
import java.io.IOException;
import java.util.List;

/**
 * Who runs where. In a cluster the API server and the programs that use it are seldom on the same processors; on a machine of a few
 * processors they take them from each other unless each is given its own.
 */
final class Processors {
    /** Asked before anybody is given less: the answer is of this process. */
    private static final int ALL = Runtime.getRuntime().availableProcessors();

    private Processors() {}

    /** Gives the first processor to one process alone, and the rest of the machine to the others. */
    static void apart(long alone, List<Long> others) throws IOException, InterruptedException {
        if (ALL < 2) {
            throw new IOException("this needs two processors, and there is one");
        }
        pin(alone, "0");
        for (long pid : others) {
            pin(pid, "1-" + (ALL - 1));
        }
    }

    /** Each may run anywhere again. */
    static void together(List<Long> pids) throws IOException, InterruptedException {
        for (long pid : pids) {
            pin(pid, "0-" + (ALL - 1));
        }
    }

    private static void pin(long pid, String processors) throws IOException, InterruptedException {
        Command.run("taskset", "--all-tasks", "--cpu-list", "--pid", processors, Long.toString(pid));
    }
}
