package io.routelb.kube.watch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one kind can be read just now. Says so in one line when that starts, again when its reason changes, and in one line when it
 * ends. Called by the reflector; {@link #backoffMillis} is what it waits before it tries again.
 */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final long FIRST_WAIT_MILLIS = 250;
    private static final long LONGEST_WAIT_MILLIS = 10_000;

    private final String resource;
    private String reason = "";
    private int failures;
    private boolean stopped;
    private long sinceNanos;

    Outage(String resource) {
        this.resource = resource;
    }

    /** The program stops: what fails from here on is our own doing. */
    synchronized void stopped() {
        stopped = true;
    }

    synchronized void failed(String why) {
        if (stopped) {
            return;
        }
        if (failures == 0) {
            sinceNanos = System.nanoTime();
        }
        failures++;
        if (why.equals(reason)) {
            LOG.atDebug()
                    .addKeyValue("resource", resource)
                    .addKeyValue("reason", why)
                    .addKeyValue("failures", failures)
                    .log("still cannot watch");
            return;
        }
        reason = why;
        LOG.atWarn()
                .addKeyValue("resource", resource)
                .addKeyValue("reason", why)
                .log("cannot watch; what is known stays in force, retrying");
    }

    synchronized void ended() {
        if (failures > 0 && !stopped) {
            LOG.atInfo()
                    .addKeyValue("resource", resource)
                    .addKeyValue("seconds", (System.nanoTime() - sinceNanos) / 1_000_000_000L)
                    .addKeyValue("failures", failures)
                    .log("watching again");
        }
        failures = 0;
        reason = "";
    }

    /** Why it cannot be read, or empty. */
    synchronized String reason() {
        return reason;
    }

    /** How long to wait before the next try: 0 after success, doubling to 10 s. */
    synchronized long backoffMillis() {
        if (failures == 0) {
            return 0;
        }
        return Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(failures - 1, 10));
    }
}
