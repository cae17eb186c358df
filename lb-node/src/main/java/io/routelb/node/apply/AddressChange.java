package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.node.desired.PlannedAddress;

/** One change of the addresses of a link. */
public sealed interface AddressChange {
    String link();

    IPAddress address();

    int prefixLength();

    /** Name of the entry of the kernel's table it is about. */
    default HeldAddress.Key key() {
        return new HeldAddress.Key(link(), address(), prefixLength());
    }

    /** Put it there as planned; one that is there already gets its mark and lifetime. */
    record Add(PlannedAddress planned) implements AddressChange {
        @Override
        public String link() {
            return planned.link();
        }

        @Override
        public IPAddress address() {
            return planned.address();
        }

        @Override
        public int prefixLength() {
            return planned.prefixLength();
        }
    }

    /** Take it away; that it is gone already is no failure. */
    record Remove(String link, IPAddress address, int prefixLength) implements AddressChange {}
}
