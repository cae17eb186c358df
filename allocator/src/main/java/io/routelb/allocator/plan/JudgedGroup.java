package io.routelb.allocator.plan;

import io.routelb.model.AddressPool;
import io.routelb.model.IpFamily;
import io.routelb.model.ServiceGroupView;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

/**
 * A ServiceGroup and what was found about it.
 *
 * @param pools in the order they are tried; empty when the group is refused
 */
record JudgedGroup(ServiceGroupView view, List<AddressPool> pools, Verdict verdict) {
    JudgedGroup {
        pools = List.copyOf(pools);
    }

    static JudgedGroup refused(ServiceGroupView view, Reason reason, String message) {
        return new JudgedGroup(view, List.of(), new Verdict(reason, message));
    }

    boolean inForce() {
        return verdict.reason() == Reason.ACCEPTED;
    }

    String name() {
        return view.key().name();
    }

    Stream<AddressPool> pools(IpFamily family) {
        return pools.stream().filter(pool -> pool.family() == family);
    }

    BigInteger size() {
        return pools.stream().map(AddressPool::size).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Whether Services of the namespace may have its addresses. */
    boolean serves(String namespace) {
        return view.namespaces().isEmpty() || view.namespaces().contains(namespace);
    }
}
