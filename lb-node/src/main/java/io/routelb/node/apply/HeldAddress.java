package io.routelb.node.apply;

import inet.ipaddr.IPAddress;

/**
 * An address as the kernel has it on kube-lb0.
 *
 * @param prefixLength mask, bits
 * @param ours whether it carries our mark (IFA_PROTO), or the kernel knows no marks
 */
public record HeldAddress(IPAddress address, int prefixLength, boolean ours) {
    Key key() {
        return new Key(address, prefixLength);
    }

    /** What makes two entries of the table the same one. */
    record Key(IPAddress address, int prefixLength) {}
}
