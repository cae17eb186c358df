package io.routelb.allocator.space;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values by address, of both families. Exists because {@link IPAddress} spreads its hash codes so little that neighbours share them: ten
 * thousand in a row have fourteen hundred. Owned by one thread.
 */
public final class AddressMap<V> {
    private final Map<IpFamily, Map<AddressNumber, V>> values = new EnumMap<>(IpFamily.class);

    /** Empty. */
    public AddressMap() {
        for (IpFamily family : IpFamily.values()) {
            values.put(family, new HashMap<>());
        }
    }

    public Optional<V> get(IPAddress address) {
        return Optional.ofNullable(of(address).get(AddressNumber.of(address)));
    }

    /** Gives the address a value unless it has one; the value it had, if any. */
    public @Nullable V putIfAbsent(IPAddress address, V value) {
        return of(address).putIfAbsent(AddressNumber.of(address), value);
    }

    private Map<AddressNumber, V> of(IPAddress address) {
        return values.getOrDefault(IpFamily.of(address), Map.of());
    }
}
