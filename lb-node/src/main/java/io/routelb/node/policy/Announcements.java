package io.routelb.node.policy;

import io.routelb.model.Asn;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.FrozenMap;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.NodeSays;
import io.routelb.node.desired.NotHere;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.Reason;
import io.routelb.node.desired.RoutingPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What each peer of a node is told. Pure: equal arguments give equal results.
 *
 * @param intent the complete desired state of redistribution
 * @param withheld addresses nobody is told of, and why
 * @param problems a condition for each BGPAdvertisement that contradicts an older one
 */
public record Announcements(RoutingIntent intent, List<NotHere> withheld, List<Condition> problems) {
    public Announcements {
        withheld = List.copyOf(withheld);
        problems = List.copyOf(problems);
    }

    /**
     * Decides for the node of that name.
     *
     * @param snapshot of which {@code plan} and {@code routing} were made
     * @param confirmed which planned addresses the kernel has acknowledged; no other is announced
     */
    public static Announcements of(
            ClusterSnapshot snapshot,
            String node,
            NodePlan plan,
            RoutingPlan routing,
            Predicate<PlannedAddress> confirmed) {
        Rules rules = Rules.of(snapshot, node, routing);
        Offers offers = Offers.of(snapshot, node, rules, plan, routing.mesh(), confirmed);
        Collector collector = new Collector(
                node,
                routing.localAsn(),
                routing.basis().node(),
                offers.offers(),
                snapshot.policies().namespaces());
        List<RoutingIntent.Peer> peers = new ArrayList<>();
        for (RoutingIntent.Peer peer : routing.peers()) {
            peers.add(peer.withRoutes(collector.routes(rules.of(peer))));
        }
        List<DynamicPeers> dynamic = new ArrayList<>();
        for (DynamicPeers range : routing.options().dynamicPeers()) {
            RoutingIntent.Peer template = range.template();
            dynamic.add(new DynamicPeers(
                    range.from(), template.withRoutes(collector.routes(rules.of(template))), range.limit()));
        }
        RoutingIntent intent = new RoutingIntent(
                routing.localAsn(),
                routing.routerId(),
                routing.listenPort(),
                peers,
                routing.options().withDynamicPeers(dynamic));
        List<NotHere> withheld = new ArrayList<>(offers.refused());
        if (!peers.isEmpty() || !dynamic.isEmpty()) {
            withheld.addAll(collector.withheld());
        }
        return new Announcements(intent, withheld, List.copyOf(collector.conflicts.values()));
    }

    /** The problems after those of others. */
    public List<Condition> and(List<Condition> others) {
        return Stream.concat(others.stream(), problems.stream()).toList();
    }

    /** Peers with the same rules share their routes. */
    private static final class Collector {
        private final String node;
        private final Asn localAsn;
        private final NodeSays own;
        private final Map<RouteAttributes, RouteAttributes> asTold = new HashMap<>();
        private final List<Offer> offers;
        private final Map<String, Map<String, String>> namespaces;
        private final Map<List<Rule>, Map<Prefix, RouteAttributes>> byRules = new HashMap<>();
        private final Set<Prefix> told = new HashSet<>();
        private final Set<Prefix> elsewhere = new HashSet<>();
        private final Map<String, Condition> conflicts = new TreeMap<>();

        Collector(
                String node,
                Asn localAsn,
                NodeSays own,
                List<Offer> offers,
                Map<String, Map<String, String>> namespaces) {
            this.node = node;
            this.localAsn = localAsn;
            this.own = own;
            this.offers = offers;
            this.namespaces = namespaces;
        }

        Map<Prefix, RouteAttributes> routes(List<Rule> rules) {
            return byRules.computeIfAbsent(rules, this::merged);
        }

        private Map<Prefix, RouteAttributes> merged(List<Rule> rules) {
            Map<Prefix, Merging> merging = HashMap.newHashMap(rules.isEmpty() ? 0 : offers.size());
            for (Rule rule : rules) {
                for (Offer offer : offers) {
                    if (rule.isAbout(offer, namespaces)) {
                        add(rule, offer, merging);
                    }
                }
            }
            Map<Prefix, RouteAttributes> routes = HashMap.newHashMap(merging.size());
            merging.forEach((route, parts) -> routes.put(
                    route, asTold.computeIfAbsent(parts.attributes(localAsn.value()), this::asThisNodeTells)));
            return FrozenMap.copyOf(routes);
        }

        /** The node's own communities come after the others, and of two prependings the longer counts. */
        private RouteAttributes asThisNodeTells(RouteAttributes merged) {
            RouteAttributes told = merged.withPrepend(Math.max(merged.prepend(), own.prepend()));
            for (int community : own.communities()) {
                told = told.withCommunity(community);
            }
            return told;
        }

        private void add(Rule rule, Offer offer, Map<Prefix, Merging> merging) {
            Prefix route = rule.route(offer);
            if (offer.source() != Source.POD_CIDR && !rule.announcers().includes(node, route, offer.onlyNodes())) {
                elsewhere.add(offer.prefix());
                return;
            }
            told.add(offer.prefix());
            merging.computeIfAbsent(route, first -> new Merging())
                    .take(rule, offer)
                    .ifPresent(older -> conflicts.putIfAbsent(rule.name(), conflict(rule, older, route)));
        }

        private static Condition conflict(Rule rule, Rule older, Prefix route) {
            return new Condition(
                    "Accepted",
                    false,
                    "Refused",
                    "BGPAdvertisement " + rule.name() + ": med contradicts that of the older BGPAdvertisement "
                            + older.name() + " on route " + route
                            + " and others they both announce; there it is left out");
        }

        /** Of the addresses this node has on a link. */
        List<NotHere> withheld() {
            List<NotHere> withheld = new ArrayList<>();
            for (Offer offer : offers) {
                if (offer.source() == Source.LOAD_BALANCER_IP && !told.contains(offer.prefix())) {
                    Reason reason = elsewhere.contains(offer.prefix()) ? Reason.OTHER_NEXT_HOPS : Reason.NOT_ADVERTISED;
                    String address = offer.prefix().network().toCanonicalString();
                    offer.services()
                            .forEach(service -> withheld.add(new NotHere(address, service.key(), reason, false)));
                }
            }
            return withheld;
        }
    }
}
