package io.routelb.lab.scenario;

import java.util.List;
import java.util.stream.Stream;

/** One scenario. */
public sealed interface Scenario permits ClusterScenario, PeerScenario {
    /** Every scenario, in the order they are listed. */
    static List<Scenario> all() {
        return Stream.<Scenario>concat(ClusterScenario.ALL.stream(), PeerScenarios.ALL.stream())
                .toList();
    }

    /** The name on the command line. */
    String name();

    /** What it shows, in one line. */
    String summary();
}
