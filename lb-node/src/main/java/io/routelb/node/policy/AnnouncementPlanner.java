package io.routelb.node.policy;

import inet.ipaddr.IPAddress;
import io.routelb.model.BackendChoice;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.ServiceLink;
import io.routelb.model.ServiceView;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import io.routelb.node.desired.DrainPlan;
import io.routelb.node.desired.Eligibility;
import io.routelb.node.desired.ExternalIps;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.NodeSays;
import io.routelb.node.desired.NotHere;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.node.policy.Contribution.Judged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Makes the {@linkplain Announcements announcements} of one node, one after the other. What they are is a function of the arguments alone;
 * what is remembered of those before only saves judging again what is the same: an address with its Services and their endpoints, what else
 * a Service has, and the routes made of them. When anything else has changed that counts, it begins anew. Owned by one thread.
 */
public final class AnnouncementPlanner {
    private final String node;
    private Ground ground = Ground.NOTHING;
    private RuleBook ruleBook = new RuleBook(ClusterSnapshot.EMPTY, Rules.NONE);
    private OfferedRoutes offered = new OfferedRoutes(Set.of(), 0, NodeSays.NOTHING);
    private Carried carried = new Carried();
    private ClusterSnapshot seen = ClusterSnapshot.EMPTY;
    private final Map<ObjectKey, List<NotHere>> refused = new TreeMap<>();
    private Optional<ExternalIps> judge = Optional.empty();
    /** What Services have beside the addresses of their status, whether or not it is told. */
    private final Map<ObjectKey, List<Judged>> exposed = new HashMap<>();
    /** Services whose part of that may be other than what is told. */
    private final Set<ObjectKey> unsettled = new HashSet<>();

    /** Since what has been {@code seen}. */
    private Set<ObjectKey> changed = Set.of();

    private Set<IPAddress> withdrawn = Set.of();
    /** Addresses told before everything was begun anew. */
    private Set<IPAddress> formerly = Set.of();

    public AnnouncementPlanner(String node) {
        this.node = node;
    }

    /** The rules, and the snapshot they were taken from. */
    private record RuleBook(ClusterSnapshot from, Rules rules) {
        RuleBook of(ClusterSnapshot snapshot, String node, RoutingPlan routing) {
            boolean same = snapshot.policies().equals(from.policies())
                    && snapshot.bgpPeers().equals(from.bgpPeers())
                    && snapshot.routingConfigs().equals(from.routingConfigs())
                    && snapshot.nodes().equals(from.nodes())
                    && routing.basis().peers().equals(rules.peers())
                    && routing.mesh().equals(rules.mesh());
            return same ? this : new RuleBook(snapshot, Rules.of(snapshot, node, routing));
        }
    }

    /**
     * What everything is judged by.
     *
     * @param audiences the rules by which peers are told, each list once
     * @param own what the node's annotations say of its routes
     * @param serves whether the node may announce addresses of Services that no link has
     * @param nodes of the cluster, by name, where other nodes matter
     */
    private record Ground(
            Rules rules,
            Set<List<Rule>> audiences,
            long localAsn,
            NodeSays own,
            Map<String, Map<String, String>> namespaces,
            boolean serves,
            List<Offer> pods,
            Set<String> nodes) {
        static final Ground NOTHING =
                new Ground(Rules.NONE, Set.of(), 0, NodeSays.NOTHING, Map.of(), false, List.of(), Set.of());

        static Ground of(ClusterSnapshot snapshot, String node, Rules rules, RoutingPlan routing) {
            Set<List<Rule>> audiences = new LinkedHashSet<>();
            routing.peers().forEach(peer -> audiences.add(rules.of(peer)));
            routing.options().dynamicPeers().forEach(range -> audiences.add(rules.of(range.template())));
            Optional<NodeView> own = Optional.ofNullable(snapshot.nodes().get(node));
            return new Ground(
                    rules,
                    audiences,
                    routing.localAsn().value(),
                    routing.basis().node(),
                    snapshot.policies().namespaces(),
                    Eligibility.unable(own).isEmpty(),
                    Offers.podCidrs(routing.mesh().podCidrs()),
                    rules.areLimited() ? Set.copyOf(snapshot.nodes().keySet()) : Set.of());
        }
    }

    /** The announcements; {@link Announcements#of} says what the arguments are. */
    public Announcements plan(
            ClusterSnapshot snapshot, NodePlan plan, RoutingPlan routing, Predicate<PlannedAddress> confirmed) {
        return plan(snapshot, plan, routing, confirmed, Set.of());
    }

    /**
     * The same.
     *
     * @param gone addresses that are on no link and not told any more
     */
    public Announcements plan(
            ClusterSnapshot snapshot,
            NodePlan plan,
            RoutingPlan routing,
            Predicate<PlannedAddress> confirmed,
            Set<IPAddress> gone) {
        Offers offers = follow(snapshot, routing);
        List<PlannedAddress> here = here(plan, confirmed);
        Carried.Changes addresses = carried.changes(here, changed);
        addresses.gone().forEach(planned -> offered.notCarried(Prefix.host(planned.address())));
        addresses.here().forEach(planned -> offered.carried(judged(offers.carried(planned))));
        settle(gone);
        seen = snapshot;
        formerly = Set.of();
        offered.update();
        return announcements(routing, link(snapshot, plan, routing, here));
    }

    /** The agent's own speaker takes nothing from the link. */
    private ServiceLink link(ClusterSnapshot snapshot, NodePlan plan, RoutingPlan routing, List<PlannedAddress> here) {
        return routing.choice().equals(BackendChoice.SPEAKER)
                ? ServiceLink.EMPTY
                : new ServiceLink(
                        plan.serviceLink(),
                        here.stream().map(PlannedAddress::route).collect(Collectors.toUnmodifiableSet()),
                        StandingRanges.byPeer(ground.rules(), routing, snapshot));
    }

    /** Addresses that are on no link and would be told, with who can serve them. */
    public List<DrainPlan.Exposed> exposed(ClusterSnapshot snapshot, RoutingPlan routing) {
        follow(snapshot, routing);
        return exposed.values().stream()
                .flatMap(List::stream)
                .filter(judged -> !judged.parts().isEmpty())
                .map(Judged::offer)
                .map(offer -> new DrainPlan.Exposed(offer.prefix().network(), offer.onlyNodes()))
                .toList();
    }

    /** Those of them that were told in the last plan. */
    public Set<IPAddress> told() {
        Set<IPAddress> told = new HashSet<>(formerly);
        told.addAll(offered.exposedAddresses());
        return told;
    }

    /** Takes in the snapshot, as far as nobody is told anything. */
    private Offers follow(ClusterSnapshot snapshot, RoutingPlan routing) {
        ruleBook = ruleBook.of(snapshot, node, routing);
        Ground now = Ground.of(snapshot, node, ruleBook.rules(), routing);
        if (!now.equals(ground)) {
            beginAnew(now);
        }
        changed = snapshot.changedServices(seen);
        Offers offers = new Offers(snapshot, node, ground.rules(), () -> judge(snapshot));
        if (ground.serves()) {
            expose(snapshot, offers);
        }
        return offers;
    }

    private void settle(Set<IPAddress> gone) {
        if (!gone.equals(withdrawn)) {
            unsettled.addAll(exposed.keySet());
            withdrawn = Set.copyOf(gone);
        }
        for (ObjectKey key : unsettled) {
            List<Judged> whole = exposed.getOrDefault(key, List.of());
            offered.exposed(
                    key,
                    gone.isEmpty()
                            ? whole
                            : whole.stream()
                                    .filter(each ->
                                            !gone.contains(each.offer().prefix().network()))
                                    .toList());
        }
        unsettled.clear();
    }

    private void beginAnew(Ground now) {
        if (formerly.isEmpty()) {
            formerly = offered.exposedAddresses();
        }
        ground = now;
        seen = ClusterSnapshot.EMPTY;
        carried = new Carried();
        refused.clear();
        exposed.clear();
        offered = new OfferedRoutes(now.audiences(), now.localAsn(), now.own());
        offered.pods(judged(now.pods()));
    }

    private List<Judged> judged(List<Offer> offers) {
        return offers.isEmpty() ? List.of() : offers.stream().map(this::judged).toList();
    }

    private Judged judged(Offer offer) {
        return Judged.of(offer, node, offered.rules(), ground.namespaces());
    }

    private static List<PlannedAddress> here(NodePlan plan, Predicate<PlannedAddress> confirmed) {
        List<PlannedAddress> here = new ArrayList<>(plan.addresses().size());
        for (PlannedAddress planned : plan.addresses().values()) {
            if (planned.is(Trait.ROUTED) && confirmed.test(planned)) {
                here.add(planned);
            }
        }
        return here;
    }

    /** External IPs are judged by other Services, too. */
    private void expose(ClusterSnapshot snapshot, Offers offers) {
        Set<ObjectKey> again = new HashSet<>(changed);
        if (!ExternalIps.areJudgedAlike(seen, snapshot, changed)) {
            judge = Optional.empty();
            snapshot.services().forEach((key, service) -> {
                if (!service.exposure().externalIPs().isEmpty()) {
                    again.add(key);
                }
            });
        }
        for (ObjectKey key : again) {
            ServiceView service = snapshot.services().get(key);
            Offers.Exposed now = service == null ? Offers.Exposed.NOTHING : offers.exposed(service);
            List<Judged> judged = judged(now.offers());
            List<Judged> before = judged.isEmpty() ? exposed.remove(key) : exposed.put(key, judged);
            if (before != null || !judged.isEmpty()) {
                unsettled.add(key);
            }
            if (now.refused().isEmpty()) {
                refused.remove(key);
            } else {
                refused.put(key, now.refused());
            }
        }
    }

    private ExternalIps judge(ClusterSnapshot snapshot) {
        ExternalIps known = judge.orElseGet(() -> ExternalIps.of(snapshot, node));
        judge = Optional.of(known);
        return known;
    }

    private Announcements announcements(RoutingPlan routing, ServiceLink link) {
        List<RoutingIntent.Peer> peers = routing.peers().stream()
                .map(peer -> peer.withRoutes(offered.routes(ground.rules().of(peer))))
                .toList();
        List<DynamicPeers> dynamic = new ArrayList<>();
        for (DynamicPeers range : routing.options().dynamicPeers()) {
            RoutingIntent.Peer template = range.template();
            dynamic.add(new DynamicPeers(
                    range.from(),
                    template.withRoutes(offered.routes(ground.rules().of(template))),
                    range.limit()));
        }
        List<NotHere> withheld = new ArrayList<>();
        refused.values().forEach(withheld::addAll);
        if (!ground.audiences().isEmpty()) {
            withheld.addAll(offered.withheld());
        }
        RoutingIntent intent = new RoutingIntent(
                routing.localAsn(),
                routing.routerId(),
                routing.listenPort(),
                peers,
                routing.options().withDynamicPeers(dynamic));
        return new Announcements(intent.by(routing.choice(), link), withheld, offered.problems());
    }
}
