package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.plan.AllocationPlan.GroupReport;
import io.routelb.allocator.space.AddressMap;
import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupStatus.CoolingAddress;
import io.routelb.model.ServiceGroupView;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The status of each group after a plan. An address counts as allocated in the group that covers it, else in the one it was given by;
 * once, however many share it.
 */
final class GroupReports {
    private static final String ACCEPTED = "Accepted";
    private static final String EXHAUSTED = "Exhausted";

    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final Map<String, Map<IpFamily, Long>> allocated = new HashMap<>();
    private final Map<String, List<CoolingAddress>> cooling;
    private final GroupCatalog catalog;
    private final AddressLedger ledger;
    private final Map<String, IpamStats> stats;

    GroupReports(GroupCatalog catalog, AddressLedger ledger, Releases releases, Map<String, IpamStats> stats) {
        this.catalog = catalog;
        this.ledger = ledger;
        this.stats = stats;
        this.cooling = cooling(releases);
    }

    /** Of the groups in the catalog, and of those elsewhere. */
    SortedMap<ObjectKey, GroupReport> of(
            Collection<Decision> decisions, List<ServiceGroupView> elsewhere, String installNamespace) {
        AddressMap<Boolean> counted = new AddressMap<>();
        decisions.forEach(decision -> count(decision, counted));
        SortedMap<ObjectKey, GroupReport> byKey = new TreeMap<>();
        for (JudgedGroup group : catalog.all()) {
            byKey.put(group.view().key(), new GroupReport(status(group), group.size(), true));
        }
        for (ServiceGroupView view : elsewhere) {
            JudgedGroup refused = JudgedGroup.refused(
                    view,
                    Reason.OUT_OF_SCOPE,
                    "ServiceGroups are read from namespace " + installNamespace + " only; move it there");
            byKey.put(view.key(), new GroupReport(outOfScope(refused), BigInteger.ZERO, false));
        }
        return byKey;
    }

    private void count(Decision decision, AddressMap<Boolean> counted) {
        switch (decision) {
            case Decision.Holding holding -> {
                count(holding.addresses(), holding.origin(), counted);
                count(holding.leaving(), holding.origin(), counted);
            }
            case Decision.AskIpam asking -> count(asking.meanwhile(), counted);
            case Decision.Pending pending -> {}
            case Decision.Release release -> {}
            case Decision.NotOurs stranger -> {}
        }
    }

    private void count(List<IPAddress> addresses, Decision.Origin origin, AddressMap<Boolean> counted) {
        for (IPAddress address : addresses) {
            if (counted.putIfAbsent(address, true) == null) {
                String home = catalog.home(address, origin.group())
                        .map(JudgedGroup::name)
                        .orElse(origin.group());
                allocated
                        .computeIfAbsent(home, name -> new EnumMap<>(IpFamily.class))
                        .merge(IpFamily.of(address), 1L, Long::sum);
            }
        }
    }

    private Map<String, List<CoolingAddress>> cooling(Releases releases) {
        return releases.cooling().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .collect(Collectors.groupingBy(
                        entry -> catalog.covering(entry.getKey())
                                .map(JudgedGroup::name)
                                .orElse(""),
                        Collectors.mapping(
                                entry -> new CoolingAddress(
                                        entry.getKey().toCanonicalString(),
                                        entry.getValue().until()),
                                Collectors.toList())));
    }

    private ServiceGroupStatus status(JudgedGroup group) {
        ServiceGroupView view = group.view();
        Map<IpFamily, Long> counts = allocated.getOrDefault(group.name(), Map.of());
        Optional<IpamStats> known = Optional.ofNullable(stats.get(group.name())).filter(any -> group.external());
        OptionalLong free4 = known.map(said -> left(said.sizeIPv4(), said.inUseIPv4()))
                .orElseGet(() -> available(group, IpFamily.IPV4));
        OptionalLong free6 = known.map(said -> left(said.sizeIPv6(), said.inUseIPv6()))
                .orElseGet(() -> available(group, IpFamily.IPV6));
        List<Condition> conditions = new ArrayList<>(List.of(accepted(group)));
        Map<IpFamily, OptionalLong> free = new EnumMap<>(IpFamily.class);
        free.put(
                IpFamily.IPV4,
                has(group, known.map(IpamStats::sizeIPv4), IpFamily.IPV4) ? free4 : OptionalLong.empty());
        free.put(
                IpFamily.IPV6,
                has(group, known.map(IpamStats::sizeIPv6), IpFamily.IPV6) ? free6 : OptionalLong.empty());
        exhausted(group, free).ifPresent(conditions::add);
        return new ServiceGroupStatus(
                view.generation(),
                announce(group),
                ipam(view),
                known.map(IpamStats::addresses)
                        .orElseGet(() -> view.pools().stream()
                                .map(pool -> pool.pool().strip())
                                .toList()),
                known.map(IpamStats::inUseIPv4).orElse(counts.getOrDefault(IpFamily.IPV4, 0L)),
                known.map(IpamStats::inUseIPv6).orElse(counts.getOrDefault(IpFamily.IPV6, 0L)),
                free4,
                free6,
                view.namespaces().stream().sorted().toList(),
                conditions,
                cooling.getOrDefault(group.name(), List.of()));
    }

    private static ServiceGroupStatus outOfScope(JudgedGroup group) {
        return new ServiceGroupStatus(
                group.view().generation(),
                announce(group),
                ipam(group.view()),
                List.of(),
                0,
                0,
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(),
                List.of(accepted(group)),
                List.of());
    }

    /** Unknown for a group that is not in force or external; never more than fits, never negative. */
    private OptionalLong available(JudgedGroup group, IpFamily family) {
        return group.inForce() && !group.external()
                ? OptionalLong.of(ledger.countFree(group, family).min(LONG_MAX).longValueExact())
                : OptionalLong.empty();
    }

    private static OptionalLong left(OptionalLong size, long inUse) {
        return size.isEmpty() ? size : OptionalLong.of(Math.max(0, size.getAsLong() - inUse));
    }

    private static Condition accepted(JudgedGroup group) {
        Verdict verdict = group.verdict();
        return new Condition(ACCEPTED, group.inForce(), verdict.reason().code(), verdict.message());
    }

    private static boolean has(JudgedGroup group, Optional<OptionalLong> externalSize, IpFamily family) {
        return group.external()
                ? externalSize.orElse(OptionalLong.empty()).orElse(0) > 0
                : group.pools(family).findAny().isPresent();
    }

    /** Whether some family has addresses and none of them is free; nothing is said where that is not known of any. */
    private static Optional<Condition> exhausted(JudgedGroup group, Map<IpFamily, OptionalLong> free) {
        if (!group.inForce() || free.values().stream().allMatch(OptionalLong::isEmpty)) {
            return Optional.empty();
        }
        String families = free.entrySet().stream()
                .filter(entry -> entry.getValue().orElse(1) == 0)
                .map(entry -> entry.getKey().kubernetesName())
                .collect(Collectors.joining(" and no "));
        Verdict verdict = families.isEmpty()
                ? new Verdict(Reason.ADDRESSES_AVAILABLE, "there are free addresses")
                : new Verdict(Reason.POOL_EXHAUSTED, "no " + families + " address is free");
        return Optional.of(
                new Condition(EXHAUSTED, !families.isEmpty(), verdict.reason().code(), verdict.message()));
    }

    private static String ipam(ServiceGroupView view) {
        return view.kind() == ServiceGroupView.Kind.EXTERNAL
                ? view.external().map(ServiceGroupView.External::provider).orElse("")
                : "Cluster";
    }

    private static String announce(JudgedGroup group) {
        return group.poolType().equals("local") ? "Local" : "Remote";
    }
}
