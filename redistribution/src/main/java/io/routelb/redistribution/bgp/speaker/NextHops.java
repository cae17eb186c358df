package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Our own addresses in each family of a session, which its routes have as next hop.
 *
 * @param found per family one. A global address stands alone, though RFC 2545 section 3 wants the link-local one after it where the
 *     peer is on the same link: an FRR that does not know the interface (its bgpd without zebra) ends the session over it with 3/10
 * @param link the interface that the peer and we are both on, if we are
 * @param problem a sentence about a family that has routes but no next hop, or empty
 */
record NextHops(Map<IpFamily, IPAddress> found, Optional<String> link, String problem) {
    static final NextHops NONE = new NextHops(Map.of(), Optional.empty(), "");

    NextHops {
        found = Map.copyOf(found);
    }

    /**
     * The session's own address for its own family; for the other a global one of the same interface, and never one of the addresses
     * we announce. IPv4 routes without one have the IPv6 one if that was negotiated ({@code extended}, RFC 8950).
     *
     * <p>Between link-local addresses ours is all that the peer is known to reach: it stands alone, for both families where that was
     * negotiated. RFC 2545 wants a global one before it, which such links need not have.
     */
    static NextHops of(
            SessionLink link, IPAddress local, Set<IpFamily> families, boolean extended, Set<Prefix> announced) {
        Map<IpFamily, IPAddress> found = new EnumMap<>(own(local, families, extended));
        for (IpFamily family : families) {
            if (!found.containsKey(family)) {
                beside(link, family, announced).ifPresent(address -> found.put(family, address));
            }
        }
        if (extended && local.isIPv6()) {
            found.putIfAbsent(IpFamily.IPV4, Addresses.withoutLink(local)); // RFC 8950
        }
        found.keySet().retainAll(families);
        return new NextHops(found, link.ofPeer(), missing(link, local, families, found.keySet(), announced));
    }

    /** While nothing can be known of the session's interface. */
    static NextHops withoutLink(IPAddress local, Set<IpFamily> families, boolean extended, String problem) {
        return new NextHops(own(local, families, extended), Optional.empty(), problem);
    }

    /** The same with these for their families; what they stand for is no problem any more. */
    NextHops preferring(Map<IpFamily, IPAddress> given) {
        if (given.isEmpty()) {
            return this;
        }
        Map<IpFamily, IPAddress> all = new EnumMap<>(IpFamily.class);
        all.putAll(found);
        all.putAll(given);
        return new NextHops(all, link, all.keySet().equals(found.keySet()) ? problem : "");
    }

    /** What the session's own address is next hop for. */
    private static Map<IpFamily, IPAddress> own(IPAddress local, Set<IpFamily> families, boolean extended) {
        Map<IpFamily, IPAddress> found = new EnumMap<>(IpFamily.class);
        for (IpFamily family : families) {
            if (IpFamily.of(local) == family || (extended && isUnnumbered(local))) {
                found.put(family, Addresses.withoutLink(local));
            }
        }
        return found;
    }

    private static boolean isUnnumbered(IPAddress local) {
        return local.isIPv6() && local.isLinkLocal();
    }

    private static String missing(
            SessionLink link, IPAddress local, Set<IpFamily> families, Set<IpFamily> found, Set<Prefix> announced) {
        return families.stream()
                .filter(family ->
                        !found.contains(family) && announced.stream().anyMatch(each -> each.family() == family))
                .sorted()
                .findFirst()
                .map(family -> family.kubernetesName() + " routes are not advertised: "
                        + (link.name().isEmpty() ? "the interface" : "interface " + link.name()) + " that holds "
                        + local.toCanonicalString() + " has no global " + family.kubernetesName() + " address")
                .orElse("");
    }

    /** Prefers addresses with a subnet to host addresses, global ones to unique local ones, then the lowest. */
    private static Optional<IPAddress> beside(SessionLink link, IpFamily family, Set<Prefix> announced) {
        return link.addresses().stream()
                .filter(each -> usable(each.address(), family, announced))
                .min(Comparator.comparing(SessionLink.Held::isHost)
                        .thenComparing(each -> isUniqueLocal(each.address()))
                        .thenComparing(SessionLink.Held::address))
                .map(SessionLink.Held::address);
    }

    private static boolean usable(IPAddress address, IpFamily family, Set<Prefix> announced) {
        return IpFamily.of(address) == family
                && !address.isLinkLocal()
                && !address.isLoopback()
                && !address.isMulticast()
                && !address.isZero()
                && !announced.contains(Prefix.host(address));
    }

    private static boolean isUniqueLocal(IPAddress address) {
        return address.isIPv6() && address.toIPv6().isUniqueLocal();
    }
}
