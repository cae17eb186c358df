package io.routelb.frr.render;

import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;

/** What things of ours are called in FRR. Every name begins with {@link ConfigLine#OURS}. */
final class Names {
    /** The local mark of routes that are ours to tell; it is never on the wire. */
    static final int TAG = 186;

    /** The local marks of what neighbours inside our AS and outside of it tell. */
    static final int INSIDE = 187;

    static final int OUTSIDE = 188;

    private Names() {}

    /** FRR's name of a neighbour: its address, or the interface behind which the only one is found. */
    static String neighbour(RoutingIntent.Peer peer) {
        return Addresses.link(peer.address()).orElseGet(() -> peer.address().toCanonicalString());
    }

    /** The peer group of a neighbour, which has it for its only member: so a neighbour begins with all that is said about it. */
    static String group(String neighbour) {
        return ConfigLine.OURS + neighbour.replace('/', '_');
    }

    static String in(String group, IpFamily family) {
        return group + "-in-" + suffix(family);
    }

    static String out(String group, IpFamily family) {
        return group + "-out-" + suffix(family);
    }

    /** Marks what FRR takes from the link of Service addresses. */
    static String link(IpFamily family) {
        return ConfigLine.OURS + "link-" + suffix(family);
    }

    /** Marks what is on no link. */
    static String origin() {
        return ConfigLine.OURS + "origin";
    }

    /** Which of bgpd's routes of a family go to the kernel. */
    static String kernel(IpFamily family) {
        return ConfigLine.OURS + "kernel-" + suffix(family);
    }

    /** Which of those that neighbours of ours tell go to the kernel. */
    static String learned(IpFamily family) {
        return ConfigLine.OURS + "learned-" + suffix(family);
    }

    /** A pod CIDR of another node. */
    static String pod(Prefix cidr) {
        return ConfigLine.OURS + "pods-" + cidr.toString().replace('/', '_');
    }

    static String suffix(IpFamily family) {
        return family == IpFamily.IPV4 ? "v4" : "v6";
    }

    static String keyword(IpFamily family) {
        return family == IpFamily.IPV4 ? "ip" : "ipv6";
    }

    static String addressFamily(IpFamily family) {
        return "address-family " + (family == IpFamily.IPV4 ? "ipv4" : "ipv6") + " unicast";
    }
}
