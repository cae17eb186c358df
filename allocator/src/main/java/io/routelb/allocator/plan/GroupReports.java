package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupView;
import java.math.BigInteger;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The status of each group after a plan. An address counts as allocated in the group that covers it, else in the one it was given by.
 */
final class GroupReports {
    /** Type of the one condition a group carries. */
    static final String CONDITION = "Accepted";

    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final Map<String, Map<IpFamily, Long>> allocated = new HashMap<>();
    private final GroupCatalog catalog;
    private final AddressLedger ledger;

    private GroupReports(GroupCatalog catalog, AddressLedger ledger) {
        this.catalog = catalog;
        this.ledger = ledger;
    }

    static SortedMap<ObjectKey, AllocationPlan.GroupReport> of(
            GroupCatalog catalog, AddressLedger ledger, Collection<Decision> decisions) {
        GroupReports reports = new GroupReports(catalog, ledger);
        decisions.forEach(reports::count);
        SortedMap<ObjectKey, AllocationPlan.GroupReport> byKey = new TreeMap<>();
        for (JudgedGroup group : catalog.all()) {
            byKey.put(group.view().key(), new AllocationPlan.GroupReport(reports.status(group), group.size(), true));
        }
        return byKey;
    }

    private void count(Decision decision) {
        if (decision instanceof Decision.AskIpam asking) {
            count(asking.meanwhile());
        } else if (decision instanceof Decision.Holding holding) {
            count(holding.addresses(), holding.origin());
        }
    }

    private void count(List<IPAddress> addresses, Decision.Origin origin) {
        for (IPAddress address : addresses) {
            String home = catalog.covering(address).map(JudgedGroup::name).orElse(origin.group());
            allocated
                    .computeIfAbsent(home, name -> new EnumMap<>(IpFamily.class))
                    .merge(IpFamily.of(address), 1L, Long::sum);
        }
    }

    private ServiceGroupStatus status(JudgedGroup group) {
        ServiceGroupView view = group.view();
        Map<IpFamily, Long> counts = allocated.getOrDefault(group.name(), Map.of());
        Verdict verdict = group.verdict();
        return new ServiceGroupStatus(
                view.generation(),
                announce(view.kind()),
                view.kind() == ServiceGroupView.Kind.EXTERNAL ? "" : "Cluster",
                view.pools().stream().map(pool -> pool.pool().strip()).toList(),
                counts.getOrDefault(IpFamily.IPV4, 0L),
                counts.getOrDefault(IpFamily.IPV6, 0L),
                available(group, IpFamily.IPV4),
                available(group, IpFamily.IPV6),
                view.namespaces().stream().sorted().toList(),
                List.of(new Condition(
                        CONDITION, group.inForce(), verdict.reason().code(), verdict.message())));
    }

    /** Unknown for a group that is not in force; never more than fits, never negative. */
    private OptionalLong available(JudgedGroup group, IpFamily family) {
        return group.inForce()
                ? OptionalLong.of(ledger.countFree(group, family).min(LONG_MAX).longValueExact())
                : OptionalLong.empty();
    }

    private static String announce(ServiceGroupView.Kind kind) {
        return switch (kind) {
            case LOCAL -> "Local";
            case REMOTE -> "Remote";
            case EXTERNAL -> "";
        };
    }
}
