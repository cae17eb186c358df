package io.routelb.netlink.value;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;

/** Ranges the kernel's fields can carry; a value outside is a bug of the caller. */
final class Checks {
    private static final long UNSIGNED_INT = 0xffff_ffffL;

    private Checks() {}

    static void prefixLength(IPAddress address, int prefixLength) {
        require(
                prefixLength >= 0 && prefixLength <= IpFamily.of(address).bits(),
                "prefix length " + prefixLength + " is out of range for " + address);
    }

    static void unsignedInt(String what, long value) {
        require(value >= 0 && value <= UNSIGNED_INT, what + " " + value + " is not in 0-4294967295");
    }

    static void unsignedByte(String what, int value) {
        require(value >= 0 && value <= 255, what + " " + value + " is not in 0-255");
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
