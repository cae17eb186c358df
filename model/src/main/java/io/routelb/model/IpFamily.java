package io.routelb.model;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;

/** An address family as Kubernetes names it in {@code spec.ipFamilies}. */
public enum IpFamily {
    IPV4("IPv4", 32),
    IPV6("IPv6", 128);

    private final String kubernetesName;
    private final int bits;

    IpFamily(String kubernetesName, int bits) {
        this.kubernetesName = kubernetesName;
        this.bits = bits;
    }

    /** The family of an address. */
    public static IpFamily of(IPAddress address) {
        return address instanceof IPv4Address ? IPV4 : IPV6;
    }

    /** {@code IPv4} or {@code IPv6}. */
    public String kubernetesName() {
        return kubernetesName;
    }

    /** Length of an address in bits: 32 or 128. */
    public int bits() {
        return bits;
    }
}
