package io.routelb.node.policy;

import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.Prefix;
import io.routelb.model.ServiceView;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Something this node can announce: an address of Services, or one of its pod CIDRs.
 *
 * @param prefix the host route of an address
 * @param aggregate what is announced of it when no BGPAdvertisement says how: as its pool has it
 * @param hostRoute never to be announced as anything but {@code prefix}, because not every node can serve it
 * @param services whose address it is; none of a pod CIDR
 * @param weight how many usable endpoints this node has of it
 * @param onlyNodes the nodes that can serve it; empty = every node that may announce at all
 */
record Offer(
        Prefix prefix,
        Prefix aggregate,
        Source source,
        boolean hostRoute,
        List<ServiceView> services,
        int weight,
        Optional<Set<String>> onlyNodes) {
    Offer {
        services = List.copyOf(services);
        onlyNodes = onlyNodes.map(Set::copyOf);
    }
}
