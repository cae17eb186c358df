package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The interfaces of one simulated node: addresses and the true time at which its kernel drops them. They outlive the agent. */
final class SimLinks {
    private final Map<IPAddress, Long> untilNanos = new TreeMap<>();

    Set<IPAddress> at(long now) {
        untilNanos.values().removeIf(until -> until <= now);
        return untilNanos.keySet();
    }

    /** Whether it was not there before. */
    boolean put(IPAddress address, long until, long now) {
        boolean added = !at(now).contains(address);
        untilNanos.put(address, until);
        return added;
    }

    void remove(IPAddress address) {
        untilNanos.remove(address);
    }

    void powerOff() {
        untilNanos.clear();
    }
}
