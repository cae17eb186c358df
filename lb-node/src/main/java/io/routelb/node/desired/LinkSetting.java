package io.routelb.node.desired;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A kernel setting that decides whether an address on one link is answered for on another, and whether packets for it get in. All are
 * {@code net/ipv4/conf/LINK/NAME}; for each the kernel uses the larger of the link's value and that of {@code all}
 * (Documentation/networking/ip-sysctl.rst under each name). They exist for IPv4 only: IPv6 answers for an address on its own link alone.
 */
public enum LinkSetting {
    /** Whom the kernel answers ARP for: 0 any of its addresses on any link, 1 and 2 only those of the link the question came in on. */
    ARP_IGNORE("arp_ignore", 0b110, 1, "would answer ARP for Service addresses that are on other links of the node"),
    /** Which sender address ARP questions carry: 0 that of the packet, 2 always one of the link they go out on. */
    ARP_ANNOUNCE("arp_announce", 0b100, 2, "may name a Service address as its own when it asks for a neighbour"),
    /** Whether the route back must leave by the link a packet came in on: 1 it must, 2 any link will do, 0 it is not looked at. */
    RP_FILTER("rp_filter", 0b101, 2, "drops packets of clients that it would answer by another link");

    private final String sysctl;
    /** The bit of each good value. */
    private final int good;

    private final int remedy;
    private final String otherwise;

    LinkSetting(String sysctl, int good, int remedy, String otherwise) {
        this.sysctl = sysctl;
        this.good = good;
        this.remedy = remedy;
        this.otherwise = otherwise;
    }

    /** The name in {@code net/ipv4/conf/LINK}. */
    public String sysctl() {
        return sysctl;
    }

    /** Whether Service addresses work under the value. */
    public boolean good(int value) {
        return value >= 0 && value < Integer.SIZE && ((good >>> value) & 1) != 0;
    }

    /** The good values in words. */
    String goodValues() {
        return IntStream.range(0, Integer.SIZE)
                .filter(this::good)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" or "));
    }

    /** The good value to set; large enough to outdo any smaller one in {@code all}. */
    public int remedy() {
        return remedy;
    }

    /** What the kernel does with a value that is not good. */
    String otherwise() {
        return otherwise;
    }
}
