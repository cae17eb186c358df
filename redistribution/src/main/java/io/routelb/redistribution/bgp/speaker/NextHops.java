package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Our own address in each family of a session, which its routes have as next hop.
 *
 * @param found per family
 * @param problem a sentence about a family that has routes but no next hop, or empty
 */
record NextHops(Map<IpFamily, IPAddress> found, String problem) {
    NextHops {
        found = Map.copyOf(found);
    }

    /**
     * The session's own address for its own family; for the other a global one of the same interface, never link-local (RFC 2545
     * section 3 wants a global one) and never one of the addresses we announce. IPv4 routes without one have the IPv6 one if that
     * was negotiated ({@code extended}, RFC 8950).
     */
    static NextHops of(IPAddress local, Set<IpFamily> families, boolean extended, Set<Prefix> announced) {
        Map<IpFamily, IPAddress> found = new EnumMap<>(IpFamily.class);
        String problem = "";
        for (IpFamily family : families) {
            if (IpFamily.of(local) == family) {
                found.put(family, local);
                continue;
            }
            try {
                NetworkInterface owner = NetworkInterface.getByInetAddress(Wire.toJdk(local));
                Optional<IPAddress> other = owner == null ? Optional.empty() : beside(owner, family, announced);
                other.ifPresent(address -> found.put(family, address));
                if (other.isEmpty() && extended && family == IpFamily.IPV4) {
                    found.put(family, local); // RFC 8950
                    continue;
                }
                boolean missed = announced.stream().anyMatch(each -> each.family() == family);
                if (other.isEmpty() && missed) {
                    problem = family.kubernetesName() + " routes are not advertised: "
                            + (owner == null ? "the interface" : "interface " + owner.getName()) + " that holds "
                            + local.toCanonicalString() + " has no global " + family.kubernetesName() + " address";
                }
            } catch (SocketException e) {
                problem = family.kubernetesName() + " routes are not advertised: the interface of "
                        + local.toCanonicalString() + " cannot be read: " + e.getMessage();
            }
        }
        return new NextHops(found, problem);
    }

    /** Prefers addresses with a subnet to host addresses, global ones to unique local ones, then the lowest. */
    private static Optional<IPAddress> beside(NetworkInterface owner, IpFamily family, Set<Prefix> announced) {
        return owner.getInterfaceAddresses().stream()
                .filter(each -> usable(Wire.address(each.getAddress()), family, announced))
                .min(Comparator.comparing((InterfaceAddress each) -> each.getNetworkPrefixLength() == family.bits())
                        .thenComparing(each -> isUniqueLocal(Wire.address(each.getAddress())))
                        .thenComparing(each -> Wire.address(each.getAddress())))
                .map(each -> Wire.address(each.getAddress()));
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
