package io.routelb.redistribution.bgp.rib;

import io.routelb.redistribution.bgp.message.Notification;
import java.time.Duration;

/** What taking in an UPDATE came to. */
public sealed interface Verdict {
    /** All is well. */
    record Fine() implements Verdict {
        static final Fine INSTANCE = new Fine();
    }

    /** People should know. Said once, and again after it was well in between. */
    record Warn(String sentence) implements Verdict {}

    /**
     * The session has to end.
     *
     * @param restartAfter when it may come back; zero = when the configuration changes
     */
    record End(Notification farewell, String sentence, Duration restartAfter) implements Verdict {}
}
