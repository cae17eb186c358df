package io.routelb.allocator.space;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import io.routelb.model.AddressRange;
import io.routelb.model.IpFamily;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The free addresses of one pool. Holds only addresses the pool offers: one that is excluded, outside, or of the other family is
 * never free and can be neither taken nor given. Every operation costs at most the logarithm of the addresses in use and of the
 * excluded ranges; the size of the pool costs nothing. Owned by one thread.
 */
public final class FreeSpace {
    private final IpFamily family;
    private final Gaps offered = new Gaps();
    private final BigInteger size;
    private final Gaps free;
    private long taken;

    /** All that the pool offers is free. */
    public FreeSpace(AddressPool pool) {
        family = pool.family();
        AddressNumber from = AddressNumber.of(pool.first());
        boolean open = true;
        for (AddressRange excluded : pool.excluded()) {
            AddressNumber first = AddressNumber.of(excluded.first());
            if (from.compareTo(first) < 0) {
                offered.append(from, first.previous());
            }
            open = !excluded.last().equals(pool.last());
            from = AddressNumber.of(excluded.last()).next();
        }
        if (open) {
            offered.append(from, AddressNumber.of(pool.last()));
        }
        size = offered.count();
        free = offered.copy();
    }

    /** Takes the address; false when it was in use, or is none of the pool's. */
    public boolean take(IPAddress address) {
        boolean wasFree = IpFamily.of(address) == family && free.remove(AddressNumber.of(address));
        taken += wasFree ? 1 : 0;
        return wasFree;
    }

    /** Gives the address back; false when it was free, or is none of the pool's. */
    public boolean give(IPAddress address) {
        if (IpFamily.of(address) != family) {
            return false;
        }
        AddressNumber number = AddressNumber.of(address);
        boolean wasTaken = offered.contains(number) && free.add(number);
        taken -= wasTaken ? 1 : 0;
        return wasTaken;
    }

    /** The lowest free address; taking it is a step of its own. */
    public Optional<IPAddress> first() {
        return free.first().map(number -> number.address(family));
    }

    public boolean isFree(IPAddress address) {
        return IpFamily.of(address) == family && free.contains(AddressNumber.of(address));
    }

    /** How many are free, exactly; a pool may offer more than a long can say. */
    public BigInteger count() {
        return size.subtract(BigInteger.valueOf(taken));
    }

    /** How many are in use. */
    public long taken() {
        return taken;
    }
}
