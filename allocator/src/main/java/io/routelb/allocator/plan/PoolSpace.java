package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import java.math.BigInteger;
import java.util.Optional;

/** What is left of one pool while one plan is made. */
final class PoolSpace {
    private final FreeSpace free;
    private int used;

    PoolSpace(AddressPool pool) {
        free = new FreeSpace(pool);
    }

    /** The address is somebody's now. */
    void use(IPAddress address) {
        free.take(address);
        used++;
    }

    /** Nobody has the address, and nobody is to get it. */
    void withhold(IPAddress address) {
        free.take(address);
    }

    Optional<IPAddress> first() {
        return free.first();
    }

    BigInteger countFree() {
        return free.count();
    }

    /** How many of its addresses are somebody's. */
    int used() {
        return used;
    }
}
