package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.util.regex.Pattern;

/**
 * Where a peer is, as a {@code BgpPeerView} names it: {@code 192.0.2.1}, {@code fe80::1%eth1}, or {@code %eth1} for whoever is at the other
 * end of that link, or {@link BgpPeerView#DEFAULT_GATEWAY}.
 *
 * @param address of an unnumbered peer {@code fe80::} on its link, of a gateway {@code 0.0.0.0}, in place of the one that is to be found
 */
record PeerPlace(IPAddress address, boolean isUnnumbered) {
    /** What the kernel takes for an interface's name (dev_valid_name of net/core/dev.c), without what people would not write. */
    private static final Pattern LINK = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._@-]{0,14}");

    private static final IPAddress NOBODY = Addresses.of("fe80::");
    private static final PeerPlace GATEWAY = new PeerPlace(Addresses.of("0.0.0.0"), false);

    static PeerPlace parse(String text) throws InvalidValueException {
        if (text.equals(BgpPeerView.DEFAULT_GATEWAY)) {
            return GATEWAY;
        }
        int at = text.indexOf('%');
        if (at < 0) {
            IPAddress address = Addresses.parse(text);
            if (address.isLoopback() || address.isMulticast() || address.isAnyLocal()) {
                throw new InvalidValueException("address " + address + " cannot be a BGP neighbour");
            }
            if (isLinkLocal(address)) {
                throw new InvalidValueException("address " + address + " is link-local and needs its interface: "
                        + address + "%eth1, or interface: eth1 alone");
            }
            return new PeerPlace(address, false);
        }
        String link = text.substring(at + 1);
        if (!LINK.matcher(link).matches()) {
            throw new InvalidValueException("\"" + Addresses.shown(link) + "\" is not the name of an interface");
        }
        if (at == 0) {
            return new PeerPlace(Addresses.onLink(NOBODY, link), true);
        }
        IPAddress address = Addresses.parse(text.substring(0, at));
        if (!isLinkLocal(address)) {
            throw new InvalidValueException(
                    "address " + address + " is not link-local; only those have an interface behind them");
        }
        return new PeerPlace(Addresses.onLink(address, link), false);
    }

    private static boolean isLinkLocal(IPAddress address) {
        return address.isIPv6() && address.isLinkLocal();
    }
}
