package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.redistribution.socket.Wire;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The interface our end of a session is on, as of now.
 *
 * @param name empty when our address is on none any more
 * @param addresses its own
 * @param shared the peer is on the same link: its address is link-local, or in the subnet of ours
 */
record SessionLink(String name, List<Held> addresses, boolean shared) {
    private static final AtomicLong ASKED = new AtomicLong();

    SessionLink {
        addresses = List.copyOf(addresses);
    }

    /** An address of the interface, without a zone, and its prefix length. */
    record Held(IPAddress address, int length) {
        private Held(InterfaceAddress told) {
            this(Wire.bare(told.getAddress()), told.getNetworkPrefixLength());
        }

        boolean isHost() {
            return length == IpFamily.of(address).bits();
        }
    }

    /** Between those ends of a session. */
    static SessionLink between(IPAddress local, IPAddress peer) throws SocketException, UnknownHostException {
        ASKED.incrementAndGet();
        Optional<String> zone = Addresses.link(local);
        NetworkInterface owner = zone.isPresent()
                ? NetworkInterface.getByName(zone.get())
                : NetworkInterface.getByInetAddress(Wire.toJdk(local));
        if (owner == null) {
            return new SessionLink("", List.of(), false);
        }
        List<Held> held = owner.getInterfaceAddresses().stream()
                .filter(each -> each.getAddress() != null)
                .map(Held::new)
                .toList();
        boolean shared = zone.isPresent()
                || held.stream()
                        .filter(each -> each.address().equals(local))
                        .anyMatch(
                                each -> Prefix.containing(local, each.length()).contains(peer));
        return new SessionLink(owner.getName(), held, shared);
    }

    /** How often this process has asked for one: each time the kernel is asked about every address of the machine. */
    static long asked() {
        return ASKED.get();
    }

    /** Where link-local addresses of the peer are; empty when it is not on the link. */
    Optional<String> ofPeer() {
        return shared ? Optional.of(name) : Optional.empty();
    }
}
