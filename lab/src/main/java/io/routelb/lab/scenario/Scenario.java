package io.routelb.lab.scenario;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One scenario. */
public sealed interface Scenario permits ClusterScenario, PeerScenario {
    /** What is run with it, and so what the scripts get ready and what they may run beside it. */
    enum Kind {
        /** API server, allocator, agents and router. */
        CLUSTER,

        /** Our speaker and daemons opposite, which wait most of the time: two of these may run side by side. */
        PEERS,

        /** The same, and it counts how quick they are. */
        TIMED;

        /** As the scripts read it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Every scenario, in the order they are listed. */
    static List<Scenario> all() {
        return Stream.<Scenario>concat(ClusterScenarios.ALL.stream(), PeerScenarios.ALL.stream())
                .toList();
    }

    /** The scenario of that name, or that had it before: somebody may have it in a script. */
    static Optional<Scenario> named(String name) {
        Map<String, String> former = Map.of("agent-crash", "node-crash-leftovers", "api-restart", "node-api-outage");
        String present = former.getOrDefault(name, name);
        return all().stream().filter(one -> one.name().equals(present)).findFirst();
    }

    /** The name on the command line. */
    String name();

    /** What it shows, in one line. */
    String summary();

    Kind kind();

    /** The BIRDs and FRRs of other versions that it needs, as {@code bin/daemons} calls them. */
    default List<String> fetchedDaemons() {
        return List.of();
    }

    /** The Debian packages it needs besides the lab's. */
    default List<String> packages() {
        return List.of();
    }
}
