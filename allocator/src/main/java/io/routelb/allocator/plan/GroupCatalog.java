package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.space.AddressRanges;
import io.routelb.model.AddressPool;
import io.routelb.model.InvalidValueException;
import io.routelb.model.OutsideSubnetException;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ServiceGroups of the install namespace, each judged once. Of two that share addresses the later created is refused (then the
 * later name), whichever way they arrive; the ranges in force are therefore disjoint.
 */
final class GroupCatalog {
    private static final Comparator<ServiceGroupView> OLDEST_FIRST =
            Comparator.comparing(ServiceGroupView::created).thenComparing(ServiceGroupView::key);

    /** A range in force and whose it is. */
    private record Claim(AddressPool pool, JudgedGroup group) {}

    /** A range that cannot be in force because of another. */
    private record Clash(AddressPool pool, AddressPool earlier, String owner) {
        Reason reason() {
            return pool.first().equals(earlier.first()) && pool.last().equals(earlier.last())
                    ? Reason.DUPLICATE
                    : Reason.OVERLAPS;
        }

        String message() {
            String verb = reason() == Reason.DUPLICATE ? " repeats " : " overlaps ";
            return "pool " + range(pool) + verb + range(earlier) + " of " + owner + "; remove it from one of them";
        }
    }

    private final Map<String, JudgedGroup> byName = new TreeMap<>();
    private final AddressRanges<Claim> claims = new AddressRanges<>();
    private final Map<String, List<JudgedGroup>> byNamespace = new HashMap<>();

    private GroupCatalog() {}

    static GroupCatalog judge(Collection<ServiceGroupView> groups) {
        GroupCatalog catalog = new GroupCatalog();
        groups.stream().sorted(OLDEST_FIRST).forEach(catalog::add);
        return catalog;
    }

    Collection<JudgedGroup> all() {
        return byName.values();
    }

    /** The group of that name, whether in force or not. */
    Optional<JudgedGroup> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The groups that list the namespace, in force or not, the oldest first. */
    List<JudgedGroup> listing(String namespace) {
        return byNamespace.getOrDefault(namespace, List.of());
    }

    /** The group in force that covers the address. */
    Optional<JudgedGroup> covering(IPAddress address) {
        return claims.at(address).map(Claim::group);
    }

    /**
     * The group in force an address of a Service belongs to: the one that covers it, else the external one it was given by.
     *
     * @param allocatedFrom the groups written on the Service, separated by commas
     */
    Optional<JudgedGroup> home(IPAddress address, String allocatedFrom) {
        Optional<JudgedGroup> covering = covering(address);
        return covering.isPresent() || allocatedFrom.isEmpty() ? covering : externalAmong(allocatedFrom);
    }

    private Optional<JudgedGroup> externalAmong(String allocatedFrom) {
        return Arrays.stream(allocatedFrom.split(",", -1))
                .flatMap(name -> named(name).stream())
                .filter(group -> group.external() && group.inForce())
                .findFirst();
    }

    /** The pool in force that covers the address. */
    Optional<AddressPool> poolCovering(IPAddress address) {
        return claims.at(address).map(Claim::pool);
    }

    private void add(ServiceGroupView view) {
        JudgedGroup judged = judge(view);
        byName.put(judged.name(), judged);
        view.namespaces()
                .forEach(namespace -> byNamespace
                        .computeIfAbsent(namespace, key -> new ArrayList<>(1))
                        .add(judged));
        judged.pools().forEach(pool -> claims.put(pool.range(), new Claim(pool, judged)));
    }

    private JudgedGroup judge(ServiceGroupView view) {
        return GroupRules.fault(view)
                .map(fault -> new JudgedGroup(view, List.of(), fault))
                .orElseGet(() -> view.kind() == Kind.EXTERNAL ? external(view) : judgePools(view));
    }

    private static JudgedGroup external(ServiceGroupView view) {
        return new JudgedGroup(
                view,
                List.of(),
                new Verdict(Reason.ACCEPTED, "addresses are asked of its IPAM, one Service at a time"));
    }

    private JudgedGroup judgePools(ServiceGroupView view) {
        List<AddressPool> pools = new ArrayList<>();
        try {
            for (ServiceGroupView.PoolText text : view.pools()) {
                AddressPool pool = AddressPool.parse(text);
                Optional<Clash> clash = clashInside(pools, pool).or(() -> clashWithEarlier(pool));
                if (clash.isPresent()) {
                    return JudgedGroup.refused(
                            view, clash.get().reason(), clash.get().message());
                }
                pools.add(pool);
            }
        } catch (OutsideSubnetException e) {
            return JudgedGroup.refused(view, Reason.OUTSIDE_SUBNET, e.sentence());
        } catch (InvalidValueException e) {
            return JudgedGroup.refused(view, Reason.INVALID_RANGE, e.sentence());
        }
        return new JudgedGroup(view, pools, new Verdict(Reason.ACCEPTED, "addresses are allocated from all its pools"));
    }

    private static Optional<Clash> clashInside(List<AddressPool> pools, AddressPool pool) {
        return pools.stream().filter(pool::overlaps).findFirst().map(other -> new Clash(pool, other, "the same group"));
    }

    private Optional<Clash> clashWithEarlier(AddressPool pool) {
        return claims.overlapping(pool.range())
                .map(claim -> new Clash(
                        pool, claim.pool(), "ServiceGroup " + claim.group().name()));
    }

    private static String range(AddressPool pool) {
        return pool.first().toCanonicalString() + "-" + pool.last().toCanonicalString();
    }
}
