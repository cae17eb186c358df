package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.ServiceGroupView;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** Finds the pool an address came from. Pools that do not parse are left out: the allocator reports those on the group. */
public final class PoolIndex {
    private final Map<IpFamily, NavigableMap<BigInteger, AddressPool>> byFirst = new EnumMap<>(IpFamily.class);
    private final List<AddressPool> local = new ArrayList<>();

    private PoolIndex() {
        for (IpFamily family : IpFamily.values()) {
            byFirst.put(family, new TreeMap<>());
        }
    }

    /** Of all groups. */
    public static PoolIndex of(ClusterSnapshot snapshot) {
        PoolIndex index = new PoolIndex();
        for (ServiceGroupView group : new TreeMap<>(snapshot.serviceGroups()).values()) {
            group.pools().forEach(text -> index.add(group.kind(), text));
        }
        return index;
    }

    private void add(ServiceGroupView.Kind kind, ServiceGroupView.PoolText text) {
        try {
            AddressPool pool = AddressPool.parse(text);
            if (kind == ServiceGroupView.Kind.LOCAL) {
                local.add(pool);
            } else {
                ranges(pool.family()).putIfAbsent(pool.first().getValue(), pool);
            }
        } catch (InvalidValueException e) {
            // The allocator owns the group's condition and says what is wrong; here the pool simply names no mask.
        }
    }

    /** Whether the address lies in a pool of a local group. A Service on its way from one group to another shows addresses of both. */
    boolean isLocal(IPAddress address) {
        return !local.isEmpty() && local.stream().anyMatch(pool -> pool.contains(address));
    }

    /** Whether the address lies in a pool of any group. */
    public boolean contains(IPAddress address) {
        var floor = ranges(IpFamily.of(address)).floorEntry(address.getValue());
        return (floor != null && floor.getValue().contains(address)) || isLocal(address);
    }

    /** Mask of the address's pool, bits; of an address whose pool is gone, a host route: it stays reachable and draws nothing else. */
    int aggregationLength(IPAddress address) {
        IpFamily family = IpFamily.of(address);
        var floor = ranges(family).floorEntry(address.getValue());
        return floor != null && floor.getValue().contains(address)
                ? floor.getValue().aggregationLength()
                : family.bits();
    }

    private NavigableMap<BigInteger, AddressPool> ranges(IpFamily family) {
        return Objects.requireNonNull(byFirst.get(family), "every family has a map");
    }
}
