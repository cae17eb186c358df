package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.Role;
import io.routelb.redistribution.bgp.message.ClusterList;
import io.routelb.redistribution.bgp.message.Communities;
import io.routelb.redistribution.bgp.message.LocalPref;
import io.routelb.redistribution.bgp.message.OnlyToCustomer;
import io.routelb.redistribution.bgp.message.OriginatorId;
import io.routelb.redistribution.bgp.message.PathAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which routes of one peer are accepted, and what is made of their attributes. Without prefixes named nothing is (RFC 8212).
 *
 * @param localAsn what we are to the peer
 * @param routerId ours
 * @param clusterId ours as a route reflector (RFC 4456 section 7)
 * @param link the interface the peer and we are both on, to which link-local next hops belong; empty when the peer is farther away
 */
public record ImportPolicy(
        Source source,
        Asn localAsn,
        IPv4Address routerId,
        IPv4Address clusterId,
        PeerOptions options,
        Optional<String> link) {
    private static final Set<Role> BELOW = Set.of(Role.CUSTOMER, Role.PEER, Role.ROUTE_SERVER_CLIENT);

    /** The prefixes that are let in. */
    PrefixFilter filter() {
        return new PrefixFilter(options.imports().prefixes());
    }

    /**
     * The attributes as they are kept; {@link AttributeSet#UNUSED} or {@link AttributeSet#LOOPED} when routes with them are not accepted. Judging what was kept
     * gives the same again.
     */
    AttributeSet judge(AttributeSet heard) {
        AttributeSet told = heard.via(placed(heard.nextHops()));
        if (options.imports().prefixes().isEmpty() || isLeak(told) || !isNextHop(told)) {
            return AttributeSet.UNUSED;
        }
        if (isLoop(told)) {
            return AttributeSet.LOOPED;
        }
        AttributeSet kept = source.kind() == PeerKind.EXTERNAL ? fromOutside(told) : told;
        // RFC 9234 section 5, ingress rule 3.
        boolean marked = role().filter(BELOW::contains).isEmpty()
                || told.find(OnlyToCustomer.class).isPresent();
        return marked ? kept : kept.with(new OnlyToCustomer(source.asn()));
    }

    /** Roles are for external peers. */
    private Optional<Role> role() {
        return source.kind() == PeerKind.EXTERNAL ? options.role() : Optional.empty();
    }

    /** RFC 4271 section 9.1.2 and RFC 4456 section 8: we have had the route already. */
    private boolean isLoop(AttributeSet told) {
        return told.asPath().count(localAsn.value()) > options.allowOwnAsn()
                || (source.kind() != PeerKind.EXTERNAL && isReflectedToUs(told));
    }

    private boolean isReflectedToUs(AttributeSet told) {
        boolean ours = told.originator()
                .map(OriginatorId::routerId)
                .filter(routerId::equals)
                .isPresent();
        return ours
                || told.find(ClusterList.class)
                        .filter(each -> each.clusters().contains(clusterId))
                        .isPresent();
    }

    /** RFC 9234 section 5, ingress rules 1 and 2: it went down to a customer and comes back up. */
    private boolean isLeak(AttributeSet told) {
        Optional<OnlyToCustomer> mark = told.find(OnlyToCustomer.class);
        if (mark.isEmpty() || role().isEmpty()) {
            return false;
        }
        return switch (role().get()) {
            case PROVIDER, ROUTE_SERVER -> true;
            case PEER -> mark.get().asn() != source.asn();
            case CUSTOMER, ROUTE_SERVER_CLIENT -> false;
        };
    }

    /**
     * The next hops with what they mean here. What comes second counts when it is link-local (RFC 2545 section 3); some routers that
     * have nothing but a link-local address put it there behind {@code ::}, or tell it twice, or alone.
     */
    private List<IPAddress> placed(List<IPAddress> told) {
        List<IPAddress> global =
                told.stream().limit(1).filter(each -> !isOnLink(each)).toList();
        Optional<IPAddress> local = told.stream().filter(ImportPolicy::isOnLink).findFirst();
        if (local.isEmpty() || link.isEmpty()) {
            return global;
        }
        IPAddress onLink = Addresses.onLink(local.get(), link.get());
        return global.isEmpty() || global.getFirst().isZero() ? List.of(onLink) : List.of(global.getFirst(), onLink);
    }

    private static boolean isOnLink(IPAddress address) {
        return address.isIPv6() && address.isLinkLocal();
    }

    /** RFC 4271 section 6.3: an address of a host; one of this host's own loopback only from a peer on it. */
    private boolean isNextHop(AttributeSet told) {
        return !told.nextHops().isEmpty()
                && told.nextHops().stream()
                        .noneMatch(each -> each.isZero()
                                || each.isMulticast()
                                || (each.isLoopback() && !source.address().isLoopback()));
    }

    /** RFC 4271 section 5.1.5 and RFC 7606 sections 7.9, 7.10: what means something inside an AS does not come from outside. */
    private static AttributeSet fromOutside(AttributeSet told) {
        List<PathAttribute> kept = new ArrayList<>(told.attributes());
        kept.removeIf(each -> each instanceof LocalPref || each instanceof OriginatorId || each instanceof ClusterList);
        if (told.hasCommunity(Communities.GRACEFUL_SHUTDOWN)) {
            kept.add(new LocalPref(0)); // RFC 8326 section 4.2
        }
        return new AttributeSet(told.nextHops(), kept);
    }
}
