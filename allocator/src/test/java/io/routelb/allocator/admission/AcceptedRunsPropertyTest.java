package io.routelb.allocator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.allocator.plan.Cluster;
import io.routelb.allocator.plan.Reason;
import io.routelb.allocator.plan.TestService;
import io.routelb.model.Annotations;
import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.Kind;
import io.routelb.model.ServiceView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What admission accepts is what runs: on any cluster, a write is denied exactly if the planner, once it is stored, refuses it. */
class AcceptedRunsPropertyTest {
    private static final List<String> RANGES = List.of(
            "198.51.100.0/30",
            "198.51.100.2-198.51.100.6",
            "198.51.100.8/30",
            "198.51.100.9/30",
            "198.51.100.7-198.51.100.4",
            "203.0.113.0/30",
            "2001:db8::/126",
            "2001:db8::2-2001:db8::9",
            "nonsense");
    private static final List<String> PINS = List.of(
            "",
            "198.51.100.1",
            "198.51.100.2",
            "198.51.100.9",
            "203.0.113.1",
            "192.0.2.1",
            "2001:db8::1",
            "x",
            "198.51.100.1,2001:db8::1",
            "198.51.100.1,198.51.100.2",
            "198.51.100.1,");
    private static final List<String> GROUPS = List.of("", "default", "g1", "g2", "nowhere");

    record Group(int age, List<String> ranges, Set<String> namespaces) {}

    record Wish(String pin, String group, String key, String namespace, int families) {
        TestService service(String name, int created) {
            TestService service = TestService.named(name)
                    .namespace(namespace)
                    .created(created)
                    .pin(pin)
                    .annotate(Annotations.SERVICE_GROUP, group)
                    .annotate(Annotations.ALLOW_SHARED_IP, key);
            return switch (families) {
                case 0 -> service.single(IpFamily.IPV4);
                case 1 -> service.single(IpFamily.IPV6);
                case 2 -> service.preferDual();
                default -> service.requireDual();
            };
        }
    }

    @Provide
    Arbitrary<Group> group() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of(RANGES).list().ofMinSize(0).ofMaxSize(3),
                        Arbitraries.of(Set.<String>of(), Set.of("web"), Set.of("other")))
                .as(Group::new);
    }

    @Provide
    Arbitrary<Wish> wish() {
        return Combinators.combine(
                        Arbitraries.of(PINS),
                        Arbitraries.of(GROUPS),
                        Arbitraries.of("", "", "k", "l"),
                        Arbitraries.of("web", "other"),
                        Arbitraries.integers().between(0, 3))
                .as(Wish::new);
    }

    @Property(tries = 400)
    void aServiceIsDeniedExactlyIfThePlannerFindsAFaultInIt(
            @ForAll("groups") List<Group> groups, @ForAll("wishes") List<Wish> held, @ForAll("wish") Wish wish) {
        Cluster cluster = cluster(groups, held);
        ServiceView wanted = wish.service("wanted", 90).view();
        Judgement judgement = new ServiceJudge(cluster.snapshot(), Cluster.SETTINGS, TestService.at(100))
                .written(Optional.empty(), wanted);
        cluster.services.put(wanted.key(), wanted);
        cluster.settle();
        ServiceView stored =
                Optional.ofNullable(cluster.services.get(wanted.key())).orElseThrow();
        Optional<Condition> condition = stored.conditions().stream().findFirst();
        boolean fault = condition
                .filter(found -> Arrays.stream(Reason.values())
                        .anyMatch(
                                reason -> reason.code().equals(found.reason()) && ServiceJudge.isFault(reason, wanted)))
                .isPresent();
        assertEquals(fault, judgement instanceof Judgement.Denied, () -> judgement + " but " + condition);
        if (judgement instanceof Judgement.Denied denied) {
            assertEquals(denied.message(), condition.map(Condition::message).orElse(""));
        }
    }

    @Property(tries = 400)
    void aGroupIsDeniedExactlyIfItWouldNotBeAcceptedOrPutAnotherOutOfForce(
            @ForAll("groups") List<Group> groups, @ForAll("group") Group wish) {
        Cluster cluster = cluster(groups, List.of());
        Set<String> before = refused(cluster);
        Cluster with = cluster(groups, List.of());
        ServiceGroupView wanted = add(with, "wanted", wish);
        Judgement judgement = new GroupJudge(cluster.snapshot(), Cluster.SETTINGS, TestService.at(100))
                .written(Optional.empty(), wanted);
        boolean bad = !before.containsAll(refused(with));
        assertEquals(bad, judgement instanceof Judgement.Denied, judgement::toString);
    }

    @Provide
    Arbitrary<List<Group>> groups() {
        return group().list().ofMinSize(0).ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<Wish>> wishes() {
        return wish().list().ofMinSize(0).ofMaxSize(5);
    }

    private static Cluster cluster(List<Group> groups, List<Wish> held) {
        Cluster cluster = new Cluster();
        for (int i = 0; i < groups.size(); i++) {
            add(cluster, i == 0 ? "default" : "g" + i, groups.get(i));
        }
        for (int i = 0; i < held.size(); i++) {
            cluster.service(held.get(i).service("s" + i, i));
        }
        return cluster.settle();
    }

    private static ServiceGroupView add(Cluster cluster, String name, Group group) {
        String[] pools = group.ranges().stream()
                .map(range -> range
                        + (range.contains(":")
                                ? " 2001:db8::/64"
                                : range.startsWith("2") ? " 203.0.113.0/24" : " 198.51.100.0/24"))
                .toArray(String[]::new);
        cluster.group(TestService.at(group.age()), name, Kind.REMOTE, group.namespaces(), pools);
        return Optional.ofNullable(cluster.groups.get(new ObjectKey(Cluster.SETTINGS.installNamespace(), name)))
                .orElseThrow();
    }

    private static Set<String> refused(Cluster cluster) {
        return cluster.groups.keySet().stream()
                .filter(key -> cluster.status(key.name()).conditions().stream()
                        .anyMatch(condition -> condition.type().equals("Accepted") && !condition.status()))
                .map(ObjectKey::name)
                .collect(Collectors.toSet());
    }
}
