package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.space.AddressMap;
import io.routelb.model.AddressPool;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who has which address while one plan is made. The first to hold an address has it; others join only as {@link Tenancy} allows. */
final class AddressLedger {
    /** Where Services with one key meet: the key counts within a group. */
    private record Meeting(String group, String sharingKey, IpFamily family) {}

    private final GroupCatalog catalog;
    private final AddressMap<Tenancy> tenancies = new AddressMap<>();
    private final Map<Meeting, List<IPAddress>> meetings = new HashMap<>();
    private final IdentityHashMap<AddressPool, PoolSpace> spaces = new IdentityHashMap<>();

    /** Nobody gets the withheld addresses unless {@link #hold} gives them to somebody. */
    AddressLedger(GroupCatalog catalog, Collection<IPAddress> withheld) {
        this.catalog = catalog;
        catalog.all().forEach(group -> group.pools().forEach(pool -> spaces.put(pool, new PoolSpace(pool))));
        for (IPAddress address : withheld) {
            catalog.poolCovering(address).ifPresent(pool -> space(pool).withhold(address));
        }
    }

    /** Why the Service cannot have the address; empty when it can, or has. The sentence goes on from the address. */
    Optional<Verdict> obstacle(IPAddress address, ServiceRequest request) {
        return tenancies.get(address).flatMap(tenancy -> tenancy.obstacle(request));
    }

    /** Gives the Service the address, which nothing stood in the way of. */
    void hold(IPAddress address, ServiceRequest request) {
        Tenancy tenancy = tenancy(address);
        if (tenancy.has(request.key())) {
            return;
        }
        Optional<Verdict> obstacle = tenancy.obstacle(request);
        if (obstacle.isPresent()) {
            throw new IllegalStateException(address + " " + obstacle.get().message());
        }
        if (!tenancy.isHeld() && !request.sharingKey().isEmpty()) {
            meet(address, request.sharingKey());
        }
        tenancy.add(request);
    }

    /** Keeps an address that the Service shows and does not hold from everybody else. */
    void reserve(IPAddress address, ObjectKey service) {
        Tenancy tenancy = tenancy(address);
        if (!tenancy.has(service)) {
            tenancy.addLettingGo(service);
        }
    }

    /** Addresses of the group that Services with this key hold, the earliest first. */
    List<IPAddress> heldUnder(String sharingKey, JudgedGroup group, IpFamily family) {
        return meetings.getOrDefault(new Meeting(group.name(), sharingKey, family), List.of());
    }

    /** The lowest free address of the first of the pools that has one, or of the least used; not held yet. */
    Optional<IPAddress> free(Stream<AddressPool> pools, boolean balanced) {
        Stream<PoolSpace> open =
                pools.map(this::space).filter(space -> space.first().isPresent());
        Optional<PoolSpace> chosen = balanced ? open.min(Comparator.comparingInt(PoolSpace::used)) : open.findFirst();
        return chosen.flatMap(PoolSpace::first);
    }

    BigInteger countFree(JudgedGroup group, IpFamily family) {
        return group.pools(family).map(pool -> space(pool).countFree()).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private Tenancy tenancy(IPAddress address) {
        Optional<Tenancy> known = tenancies.get(address);
        if (known.isPresent()) {
            return known.get();
        }
        Tenancy fresh = new Tenancy();
        tenancies.putIfAbsent(address, fresh);
        catalog.poolCovering(address).ifPresent(pool -> space(pool).use(address));
        return fresh;
    }

    /** An address the group would not hand out any more brings nobody together either. */
    private void meet(IPAddress address, String sharingKey) {
        Optional<JudgedGroup> group = catalog.covering(address);
        boolean offered = catalog.poolCovering(address)
                .filter(pool -> pool.offers(address))
                .isPresent();
        if (group.isPresent() && offered) {
            Meeting meeting = new Meeting(group.get().name(), sharingKey, IpFamily.of(address));
            meetings.computeIfAbsent(meeting, key -> new ArrayList<>(1)).add(address);
        }
    }

    private PoolSpace space(AddressPool pool) {
        PoolSpace space = spaces.get(pool);
        if (space == null) {
            throw new IllegalStateException("pool " + pool + " is not in force");
        }
        return space;
    }
}
