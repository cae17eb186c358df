package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRangeList;
import io.routelb.model.AddressPool;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The free addresses of one pool, kept as its gaps: the cost grows with the number of gaps, which the number of Services bounds,
 * and never with the size of the pool.
 */
final class FreeSpace {
    private final IPAddressSeqRangeList gaps = new IPAddressSeqRangeList();

    FreeSpace(AddressPool pool) {
        gaps.add(pool.first().spanWithRange(pool.last()));
        pool.excluded().forEach(range -> gaps.remove(range.first().spanWithRange(range.last())));
    }

    void take(IPAddress address) {
        gaps.remove(address);
    }

    Optional<IPAddress> first() {
        return gaps.isEmpty() ? Optional.empty() : Optional.of(gaps.getLower());
    }

    BigInteger count() {
        return gaps.getCount();
    }
}
