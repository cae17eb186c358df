package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/** Addresses as the JDK and as the project has them. */
final class Wire {
    private Wire() {}

    /** IPv4-mapped addresses, which a dual-stack listener shows, come out as IPv4. */
    static IPAddress address(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return new IPv4Address(octets);
        }
        IPv6Address v6 = new IPv6Address(octets);
        return v6.isIPv4Mapped() ? v6.getEmbeddedIPv4Address() : v6;
    }

    static IPAddress address(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return address(inet.getAddress());
        }
        throw new IllegalStateException("not a TCP address: " + address);
    }

    static InetAddress toJdk(IPAddress address) {
        try {
            return InetAddress.getByAddress(address.getBytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.getBytes().length + " octets", e);
        }
    }
}
