package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class StandingPlanTest {
    private static final NodeView NODE =
            new NodeView("n1", Map.of(), Map.of(), true, false, false, List.of(), List.of());

    private final Cluster cluster = new Cluster();
    private final StandingPlan standing = new StandingPlan();

    private AllocationPlan plan() {
        return plan(false);
    }

    private AllocationPlan plan(boolean underWay) {
        AllocationPlan plan = standing.of(
                cluster.snapshot(),
                cluster.state,
                underWay,
                () -> AllocationPlanner.plan(cluster.snapshot(), Cluster.SETTINGS, cluster.state));
        cluster.state = cluster.state.with(plan.releases());
        return plan;
    }

    @Test
    void aPlanStandsWhileOnlyVersionsChange() {
        cluster.group("default", "192.0.2.0/24 192.0.2.0/24")
                .service(TestService.named("a"))
                .settle();
        AllocationPlan plan = plan();
        ServiceView a = cluster.view("a");
        cluster.services.put(a.key(), a.with("another", a.annotations(), a.finalizers(), a.ingress(), a.conditions()));
        assertSame(plan, plan());
        cluster.groups.replaceAll((key, group) ->
                TestGroup.of(group).status(cluster.status("default")).view());
        assertSame(plan, plan());
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
        cluster.group("default", "192.0.2.0/24 192.0.2.0/24")
                .service(TestService.named("a"))
                .settle();
        AllocationPlan plan = plan();
        change.accept(cluster);
        assertNotSame(plan, plan(), what);
    }

    @Test
    void aPlanIsMadeAnewWhileAnAddressCools() {
        cluster.group(TestGroup.named("default")
                        .pools("192.0.2.0/24 192.0.2.0/24")
                        .cooldown(Duration.ofMinutes(1)))
                .service(TestService.named("a"))
                .settle();
        AllocationPlan plan = plan();
        assertSame(plan, plan(), "nothing cools yet");
        cluster.delete("a").settle();
        assertNotSame(plan(), plan());
    }

    @Test
    void whatThePlanOrderedItselfLetsItStandAndIsNotOrderedAgain() {
        cluster.group("default", "192.0.2.0/24 192.0.2.0/24")
                .service(TestService.named("a"))
                .service(TestService.named("b"));
        AllocationPlan plan = plan();
        assertEquals(2, cluster.apply(plan));
        assertSame(plan, plan(true));
        assertEquals(0, cluster.apply(plan));
        AllocationPlan anew = plan(false);
        assertNotSame(plan, anew, "all is done: it is made again");
        assertEquals(anew.groups(), plan.groups());
        assertSame(anew, plan(false));
    }

    @Test
    void anotherAddressThanTheOneOrderedIsSeen() {
        cluster.group("default", "192.0.2.0/24 192.0.2.0/24").service(TestService.named("a"));
        AllocationPlan plan = plan();
        cluster.edit("a", a -> a.holding("default", "192.0.2.77"));
        assertNotSame(plan, plan(true));
    }

    @Test
    void whatIsGivenWhereAddressesCoolIsSeenToBeShown() {
        cluster.group(TestGroup.named("default")
                        .pools("192.0.2.0/24 192.0.2.0/24")
                        .cooldown(Duration.ofMinutes(1)))
                .service(TestService.named("a"));
        cluster.apply(plan());
        plan(true);
        cluster.delete("a");
        assertEquals(1, plan(true).releases().cooling().size());
    }

    @Test
    void aStepOfAMoveIsFollowedByTheNext() {
        cluster.group("default", "192.0.2.0/24 192.0.2.0/24").service(TestService.named("a"));
        cluster.apply(plan());
        cluster.edit("a", a -> a.pin("192.0.2.9"));
        AllocationPlan move = plan();
        cluster.apply(move);
        assertNotSame(move, plan(true));
    }
}
