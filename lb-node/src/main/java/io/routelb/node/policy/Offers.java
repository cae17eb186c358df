package io.routelb.node.policy;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Asked;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointRule;
import io.routelb.model.EndpointView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.TrafficPolicy;
import io.routelb.node.desired.ClusterIps;
import io.routelb.node.desired.ExternalIps;
import io.routelb.node.desired.NotHere;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Says what a node could announce, whether or not a rule wants it: of an address it carries, of a Service, of itself. Which external IPs
 * may be announced is asked only when some Service wants it. Pure.
 */
final class Offers {
    private final ClusterSnapshot snapshot;
    private final String node;
    private final Supplier<ExternalIps> externalIps;
    private final boolean weighted;
    private final boolean limited;
    private final Set<Source> named;

    Offers(ClusterSnapshot snapshot, String node, Rules rules, Supplier<ExternalIps> externalIps) {
        this.snapshot = snapshot;
        this.node = node;
        this.externalIps = externalIps;
        this.weighted = rules.areWeighted();
        this.limited = rules.areLimited();
        this.named = rules.sources();
    }

    /**
     * What there is of a Service beside the addresses of its status.
     *
     * @param refused external IPs that may not be announced, though a rule or the Service's own annotation wants it
     */
    record Exposed(List<Offer> offers, List<NotHere> refused) {
        static final Exposed NOTHING = new Exposed(List.of(), List.of());

        Exposed {
            offers = List.copyOf(offers);
            refused = List.copyOf(refused);
        }
    }

    /** Of an address that the plan has on this node's link. */
    Offer carried(PlannedAddress planned) {
        List<ServiceView> services = services(planned.services());
        boolean local = false;
        for (ServiceView service : services) {
            local |= service.externalTrafficPolicy() == TrafficPolicy.LOCAL;
        }
        Prefix host = Prefix.host(planned.address());
        return new Offer(
                host,
                planned.prefixLength() == host.length() ? host : planned.route(),
                Source.LOAD_BALANCER_IP,
                local,
                services,
                weight(services),
                local && limited ? Optional.of(servingAll(services)) : Optional.empty());
    }

    /** In the order of their names; mostly there is one. */
    private List<ServiceView> services(Set<ObjectKey> keys) {
        List<ServiceView> services = new ArrayList<>(keys.size());
        for (ObjectKey key : keys) {
            ServiceView service = snapshot.services().get(key);
            if (service != null) {
                services.add(service);
            }
        }
        services.sort(Comparator.comparing(ServiceView::key));
        return services;
    }

    /** Nodes with an endpoint of each Service that asks for it. */
    private Set<String> servingAll(List<ServiceView> services) {
        Set<String> nodes = new TreeSet<>(snapshot.nodes().keySet());
        services.stream()
                .filter(service -> service.externalTrafficPolicy() == TrafficPolicy.LOCAL)
                .forEach(service -> nodes.retainAll(EndpointRule.usableNodes(endpoints(service))));
        return nodes;
    }

    private int weight(List<ServiceView> services) {
        int weight = 0;
        if (weighted) {
            for (ServiceView service : services) {
                weight += EndpointRule.usableOn(endpoints(service), node);
            }
        }
        return weight;
    }

    private List<EndpointView> endpoints(ServiceView service) {
        return snapshot.endpoints().getOrDefault(service.key(), List.of());
    }

    /** Addresses that no link has: kube-proxy or whoever stands in for it takes their packets as they come. */
    Exposed exposed(ServiceView service) {
        ServiceView.Exposure exposure = service.exposure();
        boolean plain =
                exposure.clusterIPs().isEmpty() && exposure.externalIPs().isEmpty();
        if (plain || service.deleting() || service.type().equals("ExternalName")) {
            return Exposed.NOTHING;
        }
        List<Offer> offers = new ArrayList<>();
        List<NotHere> refused = new ArrayList<>();
        if (isWanted(service, Source.CLUSTER_IP)) {
            offer(service, Source.CLUSTER_IP, exposure.internalTrafficPolicy(), ClusterIps.of(service), offers);
        }
        if (!exposure.externalIPs().isEmpty() && isWanted(service, Source.EXTERNAL_IP)) {
            List<IPAddress> permitted = permitted(service, refused);
            offer(service, Source.EXTERNAL_IP, service.externalTrafficPolicy(), permitted, offers);
        }
        return offers.isEmpty() && refused.isEmpty() ? Exposed.NOTHING : new Exposed(offers, refused);
    }

    private boolean isWanted(ServiceView service, Source source) {
        return Asked.of(service, source).orElseGet(() -> named.contains(source));
    }

    private List<IPAddress> permitted(ServiceView service, List<NotHere> refused) {
        List<IPAddress> addresses = new ArrayList<>();
        for (String text : service.exposure().externalIPs()) {
            Optional<Reason> refusal = externalIps.get().refusal(text);
            if (refusal.isPresent()) {
                refused.add(new NotHere(Addresses.shown(text), service.key(), refusal.get(), false));
            } else {
                addresses.add(Addresses.of(text));
            }
        }
        return addresses;
    }

    private void offer(
            ServiceView service, Source source, TrafficPolicy policy, List<IPAddress> addresses, List<Offer> offers) {
        boolean local = policy == TrafficPolicy.LOCAL;
        Optional<Set<String>> only =
                local ? Optional.of(EndpointRule.usableNodes(endpoints(service))) : Optional.empty();
        boolean elsewhere = only.isPresent() && !only.get().contains(node);
        if (elsewhere || EndpointRule.isWithdrawn(service, endpoints(service))) {
            return;
        }
        for (IPAddress address : addresses) {
            Prefix host = Prefix.host(address);
            offers.add(new Offer(host, host, source, local, List.of(service), weight(List.of(service)), only));
        }
    }

    /** Whatever becomes of Service addresses: pods are where they are. */
    static List<Offer> podCidrs(List<Prefix> own) {
        return own.stream()
                .map(cidr -> new Offer(cidr, cidr, Source.POD_CIDR, true, List.of(), 0, Optional.empty()))
                .toList();
    }
}
