package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who holds which address while one plan is made. The first to hold an address has it. */
final class AddressLedger {
    private final GroupCatalog catalog;
    private final Map<IPAddress, ObjectKey> holders = new HashMap<>();
    private final Map<AddressPool, FreeSpace> free = new HashMap<>();

    AddressLedger(GroupCatalog catalog) {
        this.catalog = catalog;
        catalog.all().forEach(group -> group.pools().forEach(pool -> free.put(pool, new FreeSpace(pool))));
    }

    /** Whether the Service has the address now: it was free, or its already. */
    boolean hold(IPAddress address, ObjectKey service) {
        ObjectKey holder = holders.putIfAbsent(address, service);
        if (holder == null) {
            catalog.poolCovering(address).ifPresent(pool -> space(pool).take(address));
            return true;
        }
        return holder.equals(service);
    }

    /** Keeps the address from others, unless somebody holds it already. */
    void reserve(IPAddress address, ObjectKey service) {
        if (!holders.containsKey(address)) {
            hold(address, service);
        }
    }

    Optional<ObjectKey> holder(IPAddress address) {
        return Optional.ofNullable(holders.get(address));
    }

    /** Why the Service cannot have the address; empty when it can. */
    Optional<Verdict> obstacle(IPAddress address, ServiceRequest request) {
        return holder(address)
                .filter(holder -> !holder.equals(request.key()))
                .map(holder -> new Verdict(Reason.ADDRESS_IN_USE, "is held by Service " + holder));
    }

    /** The lowest free address of the first pool that has one; not held yet. */
    Optional<IPAddress> firstFree(JudgedGroup group, IpFamily family) {
        return group.pools(family).flatMap(pool -> space(pool).first().stream()).findFirst();
    }

    BigInteger countFree(JudgedGroup group, IpFamily family) {
        return group.pools(family).map(pool -> space(pool).count()).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private FreeSpace space(AddressPool pool) {
        FreeSpace space = free.get(pool);
        if (space == null) {
            throw new IllegalStateException("pool " + pool + " is not in force");
        }
        return space;
    }
}
