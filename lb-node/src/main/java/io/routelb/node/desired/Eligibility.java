package io.routelb.node.desired;

import io.routelb.model.Annotations;
import io.routelb.model.NodeView;
import io.routelb.model.ServiceView;
import java.util.Optional;

/** What holds for every address: which Services are ours to announce, and which nodes may announce any at all. Pure. */
public final class Eligibility {
    private Eligibility() {}

    /** Whether the Service carries our mark and wants its addresses announced. */
    public static boolean isOurs(ServiceView service) {
        return service.isLoadBalancer()
                && !service.deleting()
                && Annotations.ALLOCATED_BY_VALUE.equals(service.annotation(Annotations.ALLOCATED_BY));
    }

    /** Why the node cannot announce any; one that is only to be taken out can. An empty node is one the cluster does not have. */
    public static Optional<Reason> unable(Optional<NodeView> node) {
        if (node.isEmpty()) {
            return Optional.of(Reason.NODE_NOT_FOUND);
        }
        NodeView view = node.get();
        if (view.networkUnavailable()) {
            return Optional.of(Reason.NETWORK_UNAVAILABLE);
        }
        return view.ready() ? Optional.empty() : Optional.of(Reason.NODE_NOT_READY);
    }
}
