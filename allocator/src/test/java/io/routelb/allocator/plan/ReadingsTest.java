package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import inet.ipaddr.IPAddressString;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.Kind;
import io.routelb.model.ServiceGroupView.Policy;
import io.routelb.model.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ReadingsTest {
    private static final NodeView NODE =
            new NodeView("n1", Map.of(), Map.of(), true, false, false, List.of(), List.of());

    private final Readings readings = new Readings(Cluster.SETTINGS);

    @Test
    void aGroupIsJudgedAgainWhenItsUserChangesItAndNotWhenItsStatusIsWritten() {
        GroupCatalog first = readings.catalog(List.of(group(1, "10", false)));
        assertSame(first, readings.catalog(List.of(group(1, "11", false))), "another version");
        assertSame(first, readings.catalog(List.of(group(1, "12", true))), "an address cools");
        assertNotSame(first, readings.catalog(List.of(group(2, "13", true))), "another generation");
    }

    @Test
    void aPlanStandsWhileOnlyVersionsChange() {
        Cluster cluster = new Cluster()
                .group("default", "192.0.2.0/24 192.0.2.0/24")
                .service(TestService.named("a"))
                .settle();
        AllocationPlan plan = cluster.plan();
        ServiceView a = cluster.view("a");
        cluster.services.put(a.key(), a.with("another", a.annotations(), a.finalizers(), a.ingress(), a.conditions()));
        assertSame(plan, cluster.plan());
        cluster.groups.replaceAll((key, group) ->
                TestGroup.of(group).status(cluster.status("default")).view());
        assertSame(plan, cluster.plan());
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments("a Service more", change(cluster -> cluster.service(TestService.named("b")))),
                arguments("another annotation", change(cluster -> cluster.edit("a", a -> a.pin("192.0.2.9")))),
                arguments("another type", change(cluster -> cluster.edit("a", a -> a.type("ClusterIP")))),
                arguments("an address gone", change(cluster -> cluster.edit("a", a -> a.showing()))),
                arguments("no Service", change(cluster -> cluster.delete("a"))),
                arguments("a group more", change(cluster -> cluster.group("more", "198.51.100.0/24 198.51.100.0/24"))),
                arguments("no group", change(cluster -> cluster.withoutGroup("default"))),
                arguments("a node", change(cluster -> cluster.nodes.put("n1", NODE))),
                arguments(
                        "an overlap over",
                        change(cluster -> cluster.state =
                                cluster.state.withOverlapsOver(Map.of(new ObjectKey("web", "a"), Set.of())))),
                arguments(
                        "what an IPAM has",
                        change(cluster -> cluster.state = cluster.state.withIpam(
                                Map.of(),
                                Map.of(
                                        "ext",
                                        new IpamStats(0, 0, OptionalLong.of(1), OptionalLong.empty(), List.of()))))));
    }

    private static Consumer<Cluster> change(Consumer<Cluster> change) {
        return change;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aPlanIsMadeAnewWhen(String what, Consumer<Cluster> change) {
        Cluster cluster = new Cluster()
                .group("default", "192.0.2.0/24 192.0.2.0/24")
                .service(TestService.named("a"))
                .settle();
        AllocationPlan plan = cluster.plan();
        change.accept(cluster);
        assertNotSame(plan, cluster.plan(), what);
    }

    @Test
    void aPlanIsMadeAnewWhileAnAddressCools() {
        Cluster cluster = new Cluster();
        cluster.group(TestGroup.named("default")
                        .pools("192.0.2.0/24 192.0.2.0/24")
                        .cooldown(Duration.ofMinutes(1)))
                .service(TestService.named("a"))
                .settle();
        AllocationPlan plan = cluster.plan();
        assertSame(plan, cluster.plan(), "nothing cools yet");
        cluster.delete("a").settle();
        assertNotSame(cluster.plan(), cluster.plan());
    }

    private static ServiceGroupView group(long generation, String version, boolean cooling) {
        return new ServiceGroupView(
                new ObjectKey(Cluster.SETTINGS.installNamespace(), "default"),
                "uid",
                Instant.EPOCH,
                generation,
                version,
                Kind.REMOTE,
                List.of(),
                Set.of(),
                Policy.PLAIN,
                Optional.empty(),
                cooling ? Map.of(new IPAddressString("192.0.2.1").getAddress(), Instant.EPOCH) : Map.of());
    }
}
