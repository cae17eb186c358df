package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.node.desired.PlannedAddress;

/**
 * An address as the kernel has it.
 *
 * @param link name of the link it is on
 * @param prefixLength mask, bits
 * @param ours whether it is ours to change and to remove, see {@link NodeLinks}
 * @param validSeconds left; {@link io.routelb.node.desired.Lifetime#ENDLESS} for ever
 * @param preferredSeconds left
 */
public record HeldAddress(
        String link,
        IPAddress address,
        int prefixLength,
        boolean ours,
        Detection detection,
        long validSeconds,
        long preferredSeconds) {
    /** How far the duplicate address detection of IPv6 has come; it is over at once where there is none. */
    public enum Detection {
        OVER,
        UNDER_WAY,
        /** Somebody else has the address; it does not serve. */
        FAILED
    }

    /** Which entry it is. */
    public Key key() {
        return new Key(link, address, prefixLength);
    }

    /** What makes two entries of the kernel's table the same one. */
    public record Key(String link, IPAddress address, int prefixLength) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && prefixLength == key.prefixLength
                    && address.equals(key.address)
                    && link.equals(key.link);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Addresses.hash(address) + prefixLength) + link.hashCode();
        }

        static Key of(PlannedAddress planned) {
            return new Key(planned.link(), planned.address(), planned.prefixLength());
        }
    }
}
