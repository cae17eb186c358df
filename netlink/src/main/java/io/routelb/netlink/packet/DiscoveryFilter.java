package io.routelb.netlink.packet;

import io.routelb.netlink.PacketSocket.FilterStep;
import io.routelb.netlink.frame.EthernetFrame;
import java.util.List;

/** What the kernel passes on to those who listen for Neighbor Discovery (RFC 4861): a node's traffic must not come up to them. */
final class DiscoveryFilter {
    private static final int LOAD_BYTE = 0x30; // BPF_LD | BPF_B | BPF_ABS
    private static final int JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K
    private static final int NEXT_HEADER = EthernetFrame.HEADER_BYTES + 6;
    private static final int HOPS = EthernetFrame.HEADER_BYTES + 7;
    private static final int ICMP_TYPE = EthernetFrame.HEADER_BYTES + 40;

    private DiscoveryFilter() {}

    /** Of IPv6 the ICMPv6 messages of these two types that no router has forwarded. */
    static List<FilterStep> of(int type, int otherType) {
        return List.of(
                new FilterStep(LOAD_BYTE, 0, 0, HOPS),
                new FilterStep(JUMP_EQUAL, 0, 6, 255),
                new FilterStep(LOAD_BYTE, 0, 0, NEXT_HEADER),
                new FilterStep(JUMP_EQUAL, 0, 4, 58),
                new FilterStep(LOAD_BYTE, 0, 0, ICMP_TYPE),
                new FilterStep(JUMP_EQUAL, 1, 0, type),
                new FilterStep(JUMP_EQUAL, 0, 1, otherType),
                new FilterStep(RETURN, 0, 0, 0xffff),
                new FilterStep(RETURN, 0, 0, 0));
    }
}
