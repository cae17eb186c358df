package io.routelb.model;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import java.util.Optional;

/** The BGP identifier of a node (RFC 6286: any non-zero 32-bit number unique in the AS). */
public final class RouterId {
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private RouterId() {}

    /**
     * What is configured, else the node's first IPv4 InternalIP, else a stable hash of its name.
     *
     * @param configured empty when nothing is
     */
    public static IPv4Address of(String configured, String nodeName, Optional<NodeView> node)
            throws InvalidValueException {
        if (!configured.isBlank()) {
            return parse(configured);
        }
        return node.stream()
                .flatMap(view -> view.internalIPs().stream())
                .filter(IPAddress::isIPv4)
                .findFirst()
                .map(IPAddress::toIPv4)
                .orElseGet(() -> hashed(nodeName));
    }

    /**
     * One as written.
     *
     * @throws InvalidValueException when it is none
     */
    public static IPv4Address parse(String configured) throws InvalidValueException {
        IPAddress address = Addresses.parse(configured);
        if (!address.isIPv4() || address.isZero()) {
            throw new InvalidValueException(
                    "routerID \"" + Addresses.shown(configured) + "\" is not a non-zero dotted quad");
        }
        return address.toIPv4();
    }

    /** FNV-1a, so that it is the same after every restart and on every version. */
    private static IPv4Address hashed(String name) {
        int hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return new IPv4Address(hash == 0 ? 1 : hash);
    }
}
