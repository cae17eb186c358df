package io.routelb.netlink;

/** What a monitor may listen to: the kernel's multicast groups (RTNLGRP_ in {@code linux/rtnetlink.h}). */
public enum EventGroup {
    LINKS(1),
    IPV4_ADDRESSES(5),
    IPV4_ROUTES(7),
    IPV6_ADDRESSES(9),
    IPV6_ROUTES(11);

    private final int number;

    EventGroup(int number) {
        this.number = number;
    }

    int bit() {
        return 1 << (number - 1);
    }
}
