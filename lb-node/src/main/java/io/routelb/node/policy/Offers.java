package io.routelb.node.policy;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Asked;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointRule;
import io.routelb.model.EndpointView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.TrafficPolicy;
import io.routelb.node.desired.ClusterIps;
import io.routelb.node.desired.Eligibility;
import io.routelb.node.desired.ExternalIps;
import io.routelb.node.desired.MeshPlan;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.NotHere;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import io.routelb.node.desired.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a node could announce, whether or not a rule wants it.
 *
 * @param refused external IPs that may not be announced, of Services that some rule or their own annotation wants announced
 */
record Offers(List<Offer> offers, List<NotHere> refused) {
    Offers {
        offers = List.copyOf(offers);
        refused = List.copyOf(refused);
    }

    /** Of the node of that name; of its planned addresses only those that are {@code confirmed} to be on their link. */
    static Offers of(
            ClusterSnapshot snapshot,
            String node,
            Rules rules,
            NodePlan plan,
            MeshPlan mesh,
            Predicate<PlannedAddress> confirmed) {
        Collector collector = new Collector(snapshot, node, rules);
        for (PlannedAddress planned : plan.addresses().values()) {
            if (planned.is(Trait.ROUTED) && confirmed.test(planned)) {
                collector.loadBalancer(planned);
            }
        }
        Optional<NodeView> own = Optional.ofNullable(snapshot.nodes().get(node));
        if (Eligibility.refusal(own).isEmpty()) {
            collector.others();
        }
        collector.podCidrs(mesh.podCidrs());
        return new Offers(collector.offers, collector.refused);
    }

    private static final class Collector {
        private final ClusterSnapshot snapshot;
        private final String node;
        private final Rules rules;
        private final boolean weighted;
        private final boolean limited;
        private final List<Offer> offers = new ArrayList<>();
        private final List<NotHere> refused = new ArrayList<>();
        private Optional<ExternalIps> externalIps = Optional.empty();

        Collector(ClusterSnapshot snapshot, String node, Rules rules) {
            this.snapshot = snapshot;
            this.node = node;
            this.rules = rules;
            this.weighted = rules.areWeighted();
            this.limited = rules.areLimited();
        }

        /** The plan has made sure that the address may be announced here. */
        void loadBalancer(PlannedAddress planned) {
            List<ServiceView> services = new ArrayList<>(1);
            boolean local = false;
            for (ObjectKey key : planned.services()) {
                ServiceView service = snapshot.services().get(key);
                if (service != null) {
                    services.add(service);
                    local |= service.externalTrafficPolicy() == TrafficPolicy.LOCAL;
                }
            }
            offers.add(new Offer(
                    Prefix.host(planned.address()),
                    planned.route(),
                    Source.LOAD_BALANCER_IP,
                    local,
                    services,
                    weight(services),
                    local && limited ? Optional.of(servingAll(services)) : Optional.empty()));
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
            return weighted
                    ? services.stream()
                            .mapToInt(service -> EndpointRule.usableOn(endpoints(service), node))
                            .sum()
                    : 0;
        }

        private List<EndpointView> endpoints(ServiceView service) {
            return snapshot.endpoints().getOrDefault(service.key(), List.of());
        }

        /** Addresses that no link has: kube-proxy or whoever stands in for it takes their packets as they come. */
        void others() {
            for (ServiceView service : snapshot.services().values()) {
                ServiceView.Exposure exposure = service.exposure();
                boolean plain = exposure.clusterIPs().isEmpty()
                        && exposure.externalIPs().isEmpty();
                if (plain || service.deleting() || service.type().equals("ExternalName")) {
                    continue;
                }
                if (isWanted(service, Source.CLUSTER_IP)) {
                    offer(service, Source.CLUSTER_IP, exposure.internalTrafficPolicy(), ClusterIps.of(service));
                }
                if (!exposure.externalIPs().isEmpty() && isWanted(service, Source.EXTERNAL_IP)) {
                    offer(service, Source.EXTERNAL_IP, service.externalTrafficPolicy(), externalIps(service));
                }
            }
        }

        private boolean isWanted(ServiceView service, Source source) {
            return Asked.of(service, source)
                    .orElseGet(() -> rules.all().stream()
                            .anyMatch(rule -> rule.written().sources().contains(source)));
        }

        private List<IPAddress> externalIps(ServiceView service) {
            ExternalIps judge = externalIps.orElseGet(() -> ExternalIps.of(snapshot, node));
            externalIps = Optional.of(judge);
            List<IPAddress> addresses = new ArrayList<>();
            for (String text : service.exposure().externalIPs()) {
                Optional<Reason> refusal = judge.refusal(text);
                if (refusal.isPresent()) {
                    refused.add(new NotHere(Addresses.shown(text), service.key(), refusal.get(), false));
                } else {
                    addresses.add(Addresses.of(text));
                }
            }
            return addresses;
        }

        private void offer(ServiceView service, Source source, TrafficPolicy policy, List<IPAddress> addresses) {
            boolean local = policy == TrafficPolicy.LOCAL;
            Optional<Set<String>> only =
                    local ? Optional.of(EndpointRule.usableNodes(endpoints(service))) : Optional.empty();
            if (only.isPresent() && !only.get().contains(node)) {
                return;
            }
            for (IPAddress address : addresses) {
                Prefix host = Prefix.host(address);
                offers.add(new Offer(host, host, source, local, List.of(service), weight(List.of(service)), only));
            }
        }

        /** Whatever becomes of Service addresses: pods are where they are. */
        void podCidrs(List<Prefix> own) {
            for (Prefix cidr : own) {
                offers.add(new Offer(cidr, cidr, Source.POD_CIDR, true, List.of(), 0, Optional.empty()));
            }
        }
    }
}
