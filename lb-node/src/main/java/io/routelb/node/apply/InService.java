package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.Condition;
import io.routelb.node.desired.DrainPlan;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The condition {@code InService}: whether the node serves what it can, or is taken out, and how far that is. Pure. */
final class InService {
    private static final String TYPE = "InService";
    private static final int MOST_NAMED = 10;

    private InService() {}

    static Condition condition(DrainPlan drain, Departures departures) {
        if (drain.trigger().isEmpty()) {
            return new Condition(TYPE, true, TYPE, "the node is not taken out");
        }
        Set<IPAddress> back = departures.standingBack();
        String why = "the node is being taken out, as " + drain.trigger();
        if (!back.isEmpty()) {
            return new Condition(
                    TYPE,
                    false,
                    "Draining",
                    why + ": the routes of " + back.size()
                            + " addresses are the last choice of routers now (GRACEFUL_SHUTDOWN) and withdrawn "
                            + drain.standBack().toMillis() + " ms later" + staying(drain));
        }
        return drain.staying().isEmpty()
                ? new Condition(TYPE, false, "Drained", "the node is taken out, as " + drain.trigger())
                : new Condition(TYPE, false, "LastNode", why + staying(drain));
    }

    private static String staying(DrainPlan drain) {
        if (drain.staying().isEmpty()) {
            return "";
        }
        int more = drain.staying().size() - MOST_NAMED;
        return "; no other node can serve "
                + new TreeSet<>(drain.staying())
                        .stream()
                                .limit(MOST_NAMED)
                                .map(IPAddress::toCanonicalString)
                                .collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "")
                + ", which this node goes on announcing until one can";
    }
}
