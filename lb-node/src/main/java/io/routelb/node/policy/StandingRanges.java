package io.routelb.node.policy;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import io.routelb.model.AddressRange;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.BgpAdvertisementView.Selection;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import io.routelb.node.desired.NodeSays;
import io.routelb.node.desired.RoutingPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What peers are told of every address of a pool, whichever Service has it: what rules say that look at the group alone. As long as it holds,
 * a routing daemon of the host needs no word of the Services there are. Pure.
 */
final class StandingRanges {
    private final List<Rule> rules;
    private final long localAsn;
    private final NodeSays own;

    /** For peers that are told by these rules, the oldest first, by a node of that AS, with what it says itself. */
    StandingRanges(List<Rule> rules, long localAsn, NodeSays own) {
        this.rules = rules;
        this.localAsn = localAsn;
        this.own = own;
    }

    /** Of every peer, by its name; peers that are told by the same rules share the instance. */
    static Map<String, Map<PrefixRule, RouteAttributes>> byPeer(
            Rules rules, RoutingPlan routing, ClusterSnapshot snapshot) {
        Map<List<Rule>, Map<PrefixRule, RouteAttributes>> ranges = new HashMap<>();
        Map<String, Map<PrefixRule, RouteAttributes>> standing = new HashMap<>();
        Stream.concat(
                        routing.peers().stream(),
                        routing.options().dynamicPeers().stream().map(DynamicPeers::template))
                .forEach(peer -> standing.put(
                        peer.name(),
                        ranges.computeIfAbsent(
                                rules.of(peer),
                                own -> new StandingRanges(
                                                own,
                                                routing.localAsn().value(),
                                                routing.basis().node())
                                        .of(snapshot.serviceGroups().values()))));
        return standing;
    }

    Map<PrefixRule, RouteAttributes> of(Collection<ServiceGroupView> groups) {
        Map<PrefixRule, RouteAttributes> ranges = new HashMap<>();
        groups.stream()
                .filter(StandingRanges::isRemote)
                .sorted(Comparator.comparing(ServiceGroupView::key))
                .forEach(group -> group.pools().forEach(text -> add(group, text, ranges)));
        return ranges;
    }

    private static boolean isRemote(ServiceGroupView group) {
        return switch (group.kind()) {
            case REMOTE -> true;
            case LOCAL -> false;
            case EXTERNAL ->
                group.external()
                        .filter(each -> each.announce() == ServiceGroupView.Kind.REMOTE)
                        .isPresent();
        };
    }

    private void add(ServiceGroupView group, ServiceGroupView.PoolText text, Map<PrefixRule, RouteAttributes> ranges) {
        AddressPool pool;
        try {
            pool = AddressPool.parse(text);
        } catch (InvalidValueException e) {
            return; // the allocator owns the group's condition and says what is wrong; such a pool has no addresses
        }
        told(group, pool).ifPresent(attributes -> ranges(pool).forEach(range -> ranges.putIfAbsent(range, attributes)));
    }

    /** Empty when it depends on the Service, or on how many announce it, or when nobody is told. */
    private Optional<RouteAttributes> told(ServiceGroupView group, AddressPool pool) {
        Merging merging = new Merging();
        boolean told = false;
        for (Rule rule : rules) {
            BgpAdvertisementView written = rule.written();
            Selection selection = written.selection();
            boolean about = written.sources().contains(Source.LOAD_BALANCER_IP)
                    && (selection.serviceGroups().isEmpty()
                            || selection.serviceGroups().contains(group.key().name()));
            if (about && !isAlike(rule, pool)) {
                return Optional.empty();
            }
            if (about) {
                told |= merging.take(rule, whole(pool)).isEmpty(); // one that contradicts an older one has no say
            }
        }
        return told ? Optional.of(Audience.asTold(merging.attributes(localAsn), own)) : Optional.empty();
    }

    /** Whether it says the same of every Service, and of the routes as the link has them. */
    private static boolean isAlike(Rule rule, AddressPool pool) {
        BgpAdvertisementView written = rule.written();
        return written.selection().services().isCatchAll()
                && written.selection().namespaces().isCatchAll()
                && written.maxNextHops() == 0
                && written.linkBandwidth() == LinkBandwidth.NONE
                && rule.route(whole(pool)).length() == pool.aggregationLength();
    }

    /** Some address of it, as the link has it. */
    private static Offer whole(AddressPool pool) {
        Prefix host = Prefix.host(pool.first());
        return new Offer(
                host,
                Prefix.containing(pool.first(), pool.aggregationLength()),
                Source.LOAD_BALANCER_IP,
                false,
                List.of(),
                0,
                Optional.empty());
    }

    /** Addresses as long as the pool says, and by themselves: those that not every node can serve are. */
    private static List<PrefixRule> ranges(AddressPool pool) {
        int length = pool.aggregationLength();
        int bits = pool.family().bits();
        List<PrefixRule> ranges = new ArrayList<>();
        for (Prefix block : blocks(pool.range())) {
            ranges.add(new PrefixRule(block, bits, bits));
            if (length < bits) {
                Prefix within = block.length() <= length ? block : Prefix.containing(block.network(), length);
                ranges.add(new PrefixRule(within, length, length));
            }
        }
        return ranges;
    }

    private static List<Prefix> blocks(AddressRange range) {
        List<Prefix> blocks = new ArrayList<>();
        for (IPAddress block : range.first().spanWithPrefixBlocks(range.last())) {
            Integer length = block.getNetworkPrefixLength();
            blocks.add(new Prefix(
                    block.getLower().withoutPrefixLength(),
                    length == null ? IpFamily.of(block).bits() : length));
        }
        return blocks;
    }
}
