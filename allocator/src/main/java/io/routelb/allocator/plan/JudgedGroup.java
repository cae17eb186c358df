package io.routelb.allocator.plan;

import io.routelb.model.AddressPool;
import io.routelb.model.IpFamily;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.Kind;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

/**
 * A ServiceGroup and what was found about it.
 *
 * @param pools in the order they are tried; empty when the group is refused or external
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

    boolean external() {
        return view.kind() == Kind.EXTERNAL;
    }

    /** How its addresses are announced: {@code local} or {@code remote}. */
    String poolType() {
        Kind announced =
                view.external().map(ServiceGroupView.External::announce).orElse(view.kind());
        return announced == Kind.LOCAL ? "local" : "remote";
    }

    Stream<AddressPool> pools(IpFamily family) {
        return pools.stream().filter(pool -> pool.family() == family);
    }

    BigInteger size() {
        return pools.stream().map(AddressPool::size).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Whether the group names the namespace; one that names none lists none. */
    boolean lists(String namespace) {
        return view.namespaces().contains(namespace);
    }

    /** Whether it fences the namespaces it lists. */
    boolean enforces() {
        return view.policy().enforceNamespaces();
    }
}
