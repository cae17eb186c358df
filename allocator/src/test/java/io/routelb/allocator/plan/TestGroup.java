package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.External;
import io.routelb.model.ServiceGroupView.Kind;
import io.routelb.model.ServiceGroupView.Policy;
import io.routelb.model.ServiceGroupView.PoolText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A ServiceGroup being written by a test: remote, in the install namespace. */
public final class TestGroup {
    private ObjectKey key;
    private Instant created = TestService.at(0);
    private Kind kind = Kind.REMOTE;
    private List<PoolText> pools = List.of();
    private Set<String> namespaces = Set.of();
    private Policy policy = Policy.PLAIN;
    private Optional<External> external = Optional.empty();
    private Map<IPAddress, Instant> cooling = Map.of();

    private TestGroup(ObjectKey key) {
        this.key = key;
    }

    public static TestGroup named(String name) {
        return new TestGroup(new ObjectKey(Cluster.SETTINGS.installNamespace(), name));
    }

    public static TestGroup of(ServiceGroupView view) {
        TestGroup group = new TestGroup(view.key());
        group.created = view.created();
        group.kind = view.kind();
        group.pools = view.pools();
        group.namespaces = view.namespaces();
        group.policy = view.policy();
        group.external = view.external();
        group.cooling = view.cooling();
        return group;
    }

    public TestGroup namespace(String namespace) {
        key = new ObjectKey(namespace, key.name());
        return this;
    }

    public TestGroup created(Instant instant) {
        created = instant;
        return this;
    }

    public TestGroup created(int second) {
        return created(TestService.at(second));
    }

    public TestGroup kind(Kind changed) {
        kind = changed;
        return this;
    }

    public TestGroup local() {
        return kind(Kind.LOCAL);
    }

    /** Of an IPAM. */
    public TestGroup external(Kind announce) {
        external = Optional.of(new External("netbox", "/run/ipam.sock", announce));
        return kind(Kind.EXTERNAL);
    }

    public TestGroup external(String provider, String socket) {
        external = Optional.of(new External(provider, socket, Kind.REMOTE));
        return kind(Kind.EXTERNAL);
    }

    public TestGroup namespaces(Set<String> changed) {
        namespaces = changed;
        return this;
    }

    public TestGroup namespaces(String... changed) {
        return namespaces(Set.of(changed));
    }

    /** Pools are {@code range subnet}; a range with a colon is IPv6. */
    public TestGroup pools(String... texts) {
        List<PoolText> all = new ArrayList<>();
        for (String text : texts) {
            String[] parts = text.split(" ", 2);
            IpFamily family = parts[0].contains(":") ? IpFamily.IPV6 : IpFamily.IPV4;
            all.add(new PoolText(family, parts[0], parts[1], ""));
        }
        pools = all;
        return this;
    }

    /** Excludes those, and the edges, from every pool. */
    public TestGroup excluding(boolean edges, String... excluded) {
        pools = pools.stream()
                .map(pool -> new PoolText(
                        pool.family(), pool.pool(), pool.subnet(), pool.aggregation(), List.of(excluded), edges))
                .toList();
        return this;
    }

    public TestGroup enforcing() {
        return policy(new Policy(
                true,
                policy.namespaceDefault(),
                policy.multiPool(),
                policy.balancePools(),
                policy.skipIpv6Dad(),
                policy.releaseCooldown()));
    }

    public TestGroup byDefault() {
        return policy(new Policy(
                policy.enforceNamespaces(),
                true,
                policy.multiPool(),
                policy.balancePools(),
                policy.skipIpv6Dad(),
                policy.releaseCooldown()));
    }

    public TestGroup multiPool(boolean on) {
        return policy(new Policy(
                policy.enforceNamespaces(),
                policy.namespaceDefault(),
                on,
                policy.balancePools(),
                policy.skipIpv6Dad(),
                policy.releaseCooldown()));
    }

    public TestGroup balancePools() {
        return policy(new Policy(
                policy.enforceNamespaces(),
                policy.namespaceDefault(),
                policy.multiPool(),
                true,
                policy.skipIpv6Dad(),
                policy.releaseCooldown()));
    }

    public TestGroup skipIpv6Dad(boolean skip) {
        return policy(new Policy(
                policy.enforceNamespaces(),
                policy.namespaceDefault(),
                policy.multiPool(),
                policy.balancePools(),
                skip,
                policy.releaseCooldown()));
    }

    public TestGroup cooldown(Duration cooldown) {
        return policy(new Policy(
                policy.enforceNamespaces(),
                policy.namespaceDefault(),
                policy.multiPool(),
                policy.balancePools(),
                policy.skipIpv6Dad(),
                cooldown));
    }

    public TestGroup policy(Policy changed) {
        policy = changed;
        return this;
    }

    public TestGroup status(ServiceGroupStatus status) {
        Map<IPAddress, Instant> said = new HashMap<>();
        status.coolingAddresses().forEach(entry -> said.put(Addresses.of(entry.address()), entry.until()));
        cooling = said;
        return this;
    }

    public ServiceGroupView view() {
        return new ServiceGroupView(
                key, "uid-" + key.name(), created, 1, "1", kind, pools, namespaces, policy, external, cooling);
    }
}
