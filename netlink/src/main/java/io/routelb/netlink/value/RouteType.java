package io.routelb.netlink.value;

import java.util.Optional;

/** What the kernel does with a packet a route matches; in the order of RTN_ in {@code linux/rtnetlink.h}. */
public enum RouteType {
    UNSPECIFIED,
    UNICAST,
    LOCAL,
    BROADCAST,
    ANYCAST,
    MULTICAST,
    BLACKHOLE,
    UNREACHABLE,
    PROHIBIT,
    THROW,
    NAT,
    EXTERNAL;

    private static final RouteType[] BY_CODE = values();

    /** The RTN_ number. */
    @SuppressWarnings("EnumOrdinal") // the order of the constants is that of the kernel's numbers, and tested
    public int code() {
        return ordinal();
    }

    public static Optional<RouteType> ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }
}
