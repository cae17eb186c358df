package io.routelb.netlink.value;

/** Wishes about an address that is to be added; the bits are IFA_F_ of {@code linux/if_addr.h}. */
public enum AddressFlag {
    /** No duplicate address detection: the IPv6 address is usable at once. */
    NO_DAD(0x02),
    /** The kernel shall not add a route for the address's prefix. */
    NO_PREFIX_ROUTE(0x200);

    private final int bit;

    AddressFlag(int bit) {
        this.bit = bit;
    }

    public int bit() {
        return bit;
    }
}
