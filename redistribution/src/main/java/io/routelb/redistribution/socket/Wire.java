package io.routelb.redistribution.socket;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.Addresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses as the JDK and as the project has them. Only link-local ones have a zone here; the JDK gives one to others, too. */
public final class Wire {
    private Wire() {}

    /**
     * IPv4-mapped addresses, which a dual-stack listener shows, come out as IPv4. The zone of a link-local address is its interface's
     * name, or its number when there is none of that number any more. Reads the host's interfaces for it, which takes a while on a host
     * with many addresses: not for every packet.
     */
    public static IPAddress address(InetAddress address) {
        IPAddress bare = bare(address);
        return bare.isIPv6() && bare.isLinkLocal() && address instanceof Inet6Address scoped && scoped.getScopeId() != 0
                ? Addresses.onLink(bare, link(scoped))
                : bare;
    }

    /** The same without a zone. */
    public static IPAddress bare(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return new IPv4Address(octets);
        }
        IPv6Address v6 = new IPv6Address(octets);
        return v6.isIPv4Mapped() ? v6.getEmbeddedIPv4Address() : v6;
    }

    private static String link(Inet6Address scoped) {
        try {
            NetworkInterface named = scoped.getScopedInterface();
            NetworkInterface link = named == null ? NetworkInterface.getByIndex(scoped.getScopeId()) : named;
            return link == null ? Integer.toString(scoped.getScopeId()) : link.getName();
        } catch (SocketException e) {
            return Integer.toString(scoped.getScopeId());
        }
    }

    /** As {@link #address(InetAddress)}, of the host of a TCP or UDP address. */
    public static IPAddress address(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return address(inet.getAddress());
        }
        throw new IllegalStateException("not a TCP or UDP address: " + address);
    }

    /**
     * As a socket wants it.
     *
     * @throws UnknownHostException when this host has no interface of the zone's name
     */
    public static InetAddress toJdk(IPAddress address) throws UnknownHostException {
        Optional<String> zone = Addresses.link(address);
        if (zone.isEmpty()) {
            return octets(address);
        }
        try {
            NetworkInterface link = NetworkInterface.getByName(zone.get());
            if (link != null) {
                return Inet6Address.getByAddress("", address.getBytes(), link.getIndex());
            }
        } catch (SocketException e) {
            throw noSuchLink(zone.get(), e);
        }
        throw noSuchLink(zone.get(), null);
    }

    private static UnknownHostException noSuchLink(String link, @Nullable Throwable cause) {
        UnknownHostException none = new UnknownHostException("there is no interface " + link);
        none.initCause(cause);
        return none;
    }

    /** Without a zone. */
    public static InetAddress octets(IPAddress address) {
        try {
            return InetAddress.getByAddress(address.getBytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.getBytes().length + " octets", e);
        }
    }
}
