package io.routelb.node.apply;

import inet.ipaddr.IPAddress;

/** One change of kube-lb0's addresses. */
public sealed interface AddressChange {
    IPAddress address();

    int prefixLength();

    /** Put it there, or mark as ours what is there already. */
    record Add(IPAddress address, int prefixLength) implements AddressChange {}

    /** Take it away; that it is gone already is no failure. */
    record Remove(IPAddress address, int prefixLength) implements AddressChange {}
}
