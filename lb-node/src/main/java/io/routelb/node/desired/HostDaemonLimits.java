package io.routelb.node.desired;

import io.routelb.model.RoutingConfigView;
import java.util.ArrayList;
import java.util.List;

/** What a RoutingConfig asks for that the agent does itself, and no daemon of the host does for it. */
final class HostDaemonLimits {
    private HostDaemonLimits() {}

    /** A sentence for each. */
    static List<String> of(RoutingConfigView config) {
        List<String> limits = new ArrayList<>();
        if (config.mesh().enabled()) {
            limits.add("mesh is not in force: it needs backend Native");
        }
        if (config.learnedRoutes().install()) {
            limits.add(
                    "learnedRoutes.install is not in force: it needs backend Native; the host's daemon does it or does not");
        }
        return limits;
    }
}
