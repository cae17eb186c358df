package io.routelb.netlink.value;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;

/**
 * An address a link has.
 *
 * @param index the link
 * @param prefixLength bits, 0-32 or 0-128
 * @param scope RT_SCOPE_: 0 everywhere, 253 this link only, 254 this host only
 * @param flags the IFA_F_ bits as the kernel reports them
 * @param proto who added it (IFA_PROTO); 0 when not told or the kernel is older than 5.18
 * @param validSeconds remaining lifetime, or {@link #FOREVER}
 * @param preferredSeconds remaining time of preference, or {@link #FOREVER}
 */
public record InterfaceAddress(
        int index,
        IPAddress address,
        int prefixLength,
        int scope,
        int flags,
        int proto,
        long validSeconds,
        long preferredSeconds) {
    /** A lifetime without end, as the kernel writes it. */
    public static final long FOREVER = 0xffff_ffffL;

    private static final int SCOPE_LINK = 253;
    private static final int IFA_F_DADFAILED = 0x08;
    private static final int IFA_F_TENTATIVE = 0x40;

    public InterfaceAddress {
        Checks.prefixLength(address, prefixLength);
    }

    public IpFamily family() {
        return IpFamily.of(address);
    }

    /** Valid on this link or host only, such as the fe80:: address a link grows by itself. */
    public boolean confined() {
        return scope >= SCOPE_LINK;
    }

    /** IPv6 duplicate address detection has not ended; the address does not serve yet. */
    public boolean tentative() {
        return (flags & IFA_F_TENTATIVE) != 0;
    }

    /** IPv6 duplicate address detection found another owner; the address does not serve. */
    public boolean duplicate() {
        return (flags & IFA_F_DADFAILED) != 0;
    }

    public boolean has(AddressFlag flag) {
        return (flags & flag.bit()) != 0;
    }
}
