package io.routelb.netlink.value;

/**
 * A network link as the kernel reports it.
 *
 * @param index the kernel's number for it, unique within the namespace while the link lives
 * @param kind the driver kind given at creation ({@code dummy}, {@code ifb}, {@code veth}); empty for loopback and hardware
 * @param flags the IFF_ bits, see {@link #up()}
 * @param mtu bytes
 * @param mac the link-layer address as lower-case hex pairs joined by colons; empty when it has none
 */
public record Link(int index, String name, String kind, int flags, int mtu, String mac, OperState operState) {
    private static final int IFF_UP = 0x1;
    private static final int IFF_LOOPBACK = 0x8;
    private static final int IFF_RUNNING = 0x40;
    private static final int IFF_NOARP = 0x80;
    private static final int IFF_LOWER_UP = 0x1_0000;
    private static final int ETHERNET_TEXT = 17;

    /** Somebody set it up. */
    public boolean up() {
        return (flags & IFF_UP) != 0;
    }

    /** It is operational; FRR goes by this. */
    public boolean running() {
        return (flags & IFF_RUNNING) != 0;
    }

    /** The carrier is there; routing daemons ignore addresses of links without. */
    public boolean lowerUp() {
        return (flags & IFF_LOWER_UP) != 0;
    }

    /** It leads back to this host. */
    public boolean loopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    /** It leads to stations with Ethernet addresses that are found by asking: neither loopback, tunnel nor dummy. */
    public boolean hasNeighbours() {
        return (flags & (IFF_LOOPBACK | IFF_NOARP)) == 0 && mac.length() == ETHERNET_TEXT;
    }
}
