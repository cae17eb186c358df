package io.routelb.model;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A ServiceGroup as written; ranges are still text, {@link AddressPool#parse} judges them. {@code kind} says which of the three
 * alternatives is set; {@code pools} are in the order they are tried (lists first, then the single pool); {@code notHonoured} names the
 * fields that ask for something this version does not do.
 */
public record ServiceGroupView(
        ObjectKey key,
        String uid,
        Instant created,
        long generation,
        String resourceVersion,
        Kind kind,
        List<PoolText> pools,
        Set<String> namespaces,
        List<String> notHonoured) {
    /** Which of {@code spec.local}, {@code spec.remote}, {@code spec.external} is set. */
    public enum Kind {
        LOCAL,
        REMOTE,
        EXTERNAL
    }

    /** One AddressPool as written; {@code family} comes from the field it stood in (v4pool, v6pools, ...). */
    public record PoolText(IpFamily family, String pool, String subnet, String aggregation) {}

    public ServiceGroupView {
        pools = List.copyOf(pools);
        namespaces = Set.copyOf(namespaces);
        notHonoured = List.copyOf(notHonoured);
    }
}
