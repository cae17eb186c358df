package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions.Role;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.ClusterList;
import io.routelb.redistribution.bgp.message.Communities;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.ExtendedCommunities;
import io.routelb.redistribution.bgp.message.LargeCommunities;
import io.routelb.redistribution.bgp.message.LocalPref;
import io.routelb.redistribution.bgp.message.MultiExitDisc;
import io.routelb.redistribution.bgp.message.OnlyToCustomer;
import io.routelb.redistribution.bgp.message.Origin;
import io.routelb.redistribution.bgp.message.OriginatorId;
import io.routelb.redistribution.bgp.message.PathAttribute;
import io.routelb.redistribution.bgp.message.SharedAttributes;
import io.routelb.redistribution.bgp.message.UpdatePacker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a peer is told of our own routes and of those learned. Peers of equal policy share an {@link UpdateGroup}.
 *
 * <p>A node is no transit: what was learned is never told to another AS, and inside ours only by reflection (RFC 4456), to a client or
 * from one. That is less than RFC 4271 section 9.2 has an AS do, and what RFC 8212 asks of one without a policy.
 *
 * @param localAsn what we are to the peer
 * @param clusterId ours as a route reflector (RFC 4456 section 7)
 * @param nextHops our address for each family that may be advertised; a family without is not advertised
 * @param role ours to the peer (RFC 9234)
 * @param longLived the peer knows what a long-lived stale route is (RFC 9494)
 */
public record ExportPolicy(
        Asn localAsn,
        IPv4Address clusterId,
        PeerKind kind,
        Dialect dialect,
        Map<IpFamily, IPAddress> nextHops,
        Optional<Role> role,
        boolean longLived) {
    private static final Set<Role> ABOVE = Set.of(Role.PROVIDER, Role.PEER, Role.ROUTE_SERVER);

    public ExportPolicy {
        nextHops = Map.copyOf(nextHops);
    }

    /** How the peer is told our own routes of the family; empty = it is not. */
    Optional<Path> own(IpFamily family, RouteAttributes wanted) {
        IPAddress nextHop = nextHops.get(family);
        if (nextHop == null) {
            return Optional.empty();
        }
        List<PathAttribute> attributes = new ArrayList<>();
        attributes.add(Origin.IGP); // so that routers count our routes as equal for ECMP (RFC 4271 section 5.1.1)
        if (kind == PeerKind.EXTERNAL) {
            attributes.add(AsPath.sequence(Collections.nCopies(1 + wanted.prepend(), localAsn.value())));
        } else {
            attributes.add(AsPath.EMPTY);
        }
        wanted.med().ifPresent(med -> attributes.add(new MultiExitDisc(med)));
        if (kind != PeerKind.EXTERNAL) {
            attributes.add(new LocalPref(wanted.localPref().orElse(AttributeSet.DEFAULT_LOCAL_PREF)));
        }
        addCommunities(wanted, attributes);
        // RFC 9234 section 5, egress rule 1.
        if (role.filter(ABOVE::contains).isPresent()) {
            attributes.add(new OnlyToCustomer(localAsn.value()));
        }
        return path(family, nextHop, attributes);
    }

    private static void addCommunities(RouteAttributes wanted, List<PathAttribute> attributes) {
        if (!wanted.communities().isEmpty()) {
            attributes.add(new Communities(wanted.communities()));
        }
        if (!wanted.extendedCommunities().isEmpty()) {
            attributes.add(new ExtendedCommunities(wanted.extendedCommunities()));
        }
        if (!wanted.largeCommunities().isEmpty()) {
            attributes.add(new LargeCommunities(wanted.largeCommunities().stream()
                    .map(each -> new LargeCommunities.Value(each.global(), each.local1(), each.local2()))
                    .toList()));
        }
    }

    /** How the peer is told a learned route; empty = it is not. */
    Optional<Path> learned(Route route) {
        AttributeSet set = route.attributes();
        boolean reflected = route.source().kind() == PeerKind.CLIENT || kind == PeerKind.CLIENT;
        boolean stale = set.isLongLivedStale() && !longLived; // RFC 9494 section 4.3
        boolean kept = set.hasCommunity(Communities.NO_ADVERTISE); // RFC 1997; NO_EXPORT binds inside an AS only
        IPAddress nextHop = set.nextHops().getFirst();
        IpFamily family = route.net().family();
        boolean understood = IpFamily.of(nextHop) == family || dialect.extendedNextHop();
        boolean elsewhere = nextHop.isIPv6()
                && nextHop.isLinkLocal(); // RFC 4291 section 2.5.6: it means something on its own link only
        if (kind == PeerKind.EXTERNAL || !reflected || stale || kept || !understood || elsewhere) {
            return Optional.empty();
        }
        return path(family, nextHop, reflect(route));
    }

    /** RFC 4456 sections 8 and 10: nothing but ORIGINATOR_ID and CLUSTER_LIST changes. */
    private List<PathAttribute> reflect(Route route) {
        AttributeSet set = route.attributes();
        List<PathAttribute> attributes = new ArrayList<>();
        set.attributes().forEach(each -> each.passedOn().ifPresent(attributes::add));
        if (set.find(LocalPref.class).isEmpty()) {
            attributes.add(new LocalPref(set.localPref()));
        }
        if (route.source().kind() != PeerKind.EXTERNAL) {
            if (set.originator().isEmpty()) {
                attributes.add(new OriginatorId(route.source().routerId()));
            }
            Optional<ClusterList> clusters = set.find(ClusterList.class);
            clusters.ifPresent(attributes::remove);
            attributes.add(clusters.map(each -> each.prepend(clusterId)).orElse(new ClusterList(List.of(clusterId))));
        }
        return attributes;
    }

    /** Not when no message the peer takes has room for it: what came may be as long as a message and gets longer by reflection. */
    private Optional<Path> path(IpFamily family, IPAddress nextHop, List<PathAttribute> attributes) {
        SharedAttributes shared = SharedAttributes.of(attributes);
        return UpdatePacker.fits(family, nextHop, shared, dialect)
                ? Optional.of(new Path(family, nextHop, shared))
                : Optional.empty();
    }
}
