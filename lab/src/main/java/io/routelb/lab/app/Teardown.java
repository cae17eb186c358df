package io.routelb.lab.app;

import io.routelb.lab.cluster.Lab;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the lab's objects out of somebody's cluster when the process ends in order, once. */
final class Teardown {
    private static final Logger LOG = LoggerFactory.getLogger(Teardown.class);

    private Teardown() {}

    static void onExit(Lab lab) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> close(lab)));
    }

    private static void close(Lab lab) {
        try {
            lab.takeAway();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("objects are left in the cluster; the next lab removes them");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
