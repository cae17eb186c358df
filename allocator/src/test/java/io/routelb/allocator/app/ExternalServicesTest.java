package io.routelb.allocator.app;

import static io.routelb.allocator.app.ExternalWorld.SOCKET;
import static io.routelb.allocator.app.ExternalWorld.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.allocator.plan.IpamClaims;
import io.routelb.allocator.plan.TestService;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.ServiceView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Services of external groups in the loop: nothing is asked without a claim, nothing given is lost, whatever fails when. */
final class ExternalServicesTest {
    private final ExternalWorld all = new ExternalWorld();
    private final World world = all.world;
    private final MemoryIpam ipam = all.ipam;

    @Test
    void aServiceCarriesItsClaimBeforeTheIpamIsAsked() {
        world.cluster.service(TestService.named("a").group("ext"));
        world.changed();
        world.deliverAll();
        all.loop.round();
        assertTrue(ipam.idle() || ipam.calls.isEmpty());
        world.runAll();

        assertEquals(Set.of(IpamClaims.FINALIZER), world.cluster.view("a").finalizers());
        assertEquals("ext?4@" + SOCKET, world.cluster.view("a").annotation(Annotations.IPAM_CLAIMS));
        assertEquals(Optional.of("WaitingForIpam"), reason("a"));

        all.settle();
        assertEquals(List.of("203.0.113.1"), world.cluster.addresses("a"));
        assertEquals("ext", world.cluster.view("a").annotation(Annotations.ALLOCATED_FROM));
        assertEquals("ext=203.0.113.1@" + SOCKET, world.cluster.view("a").annotation(Annotations.IPAM_CLAIMS));
        assertEquals(Optional.of("Allocated"), reason("a"));
        assertEquals(List.of("allocate a"), ipam.calls);
    }

    @Test
    void aDeletedServiceGoesWhenTheAddressIsBack() {
        serve("a");
        world.delete(key("a"));
        world.deliverAll();
        all.loop.round();
        assertEquals(Set.of("203.0.113.1"), ipam.of(key("a")));
        world.runAll();
        assertEquals(List.of(), world.cluster.addresses("a"));
        assertEquals(Set.of("203.0.113.1"), ipam.of(key("a")), "shown no more, and not yet returned");

        all.settle();
        assertFalse(world.cluster.services.containsKey(key("a")));
        assertEquals(List.of("allocate a", "release a all"), ipam.calls);
    }

    @Test
    void aDeadSidecarKeepsADeletedServiceAndSaysSoAndNobodyElseWaits() {
        serve("a");
        world.delete(key("a"));
        world.cluster.service(TestService.named("b"));
        world.changed(key("b"));
        all.goRound(40, true);

        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("b"));
        assertTrue(world.cluster.view("a").deleting());
        assertEquals(List.of(), world.cluster.addresses("a"));
        assertEquals(Optional.of("WaitingForIpamRelease"), reason("a"));
        assertEquals(
                1,
                world.events.stream().filter("a WaitingForIpamRelease"::equals).count());

        all.settle();
        assertFalse(world.cluster.services.containsKey(key("a")));
        assertEquals(Set.of(), ipam.of(key("a")));
    }

    @Test
    void aServiceThatIsNoLoadBalancerAnyMoreCarriesNothing() {
        serve("a");
        world.cluster.edit("a", service -> service.type("ClusterIP"));
        world.changed(key("a"));
        all.settle();

        assertEquals(Set.of(), world.cluster.view("a").finalizers());
        assertEquals("", world.cluster.view("a").annotation(Annotations.IPAM_CLAIMS));
        assertEquals(Optional.empty(), reason("a"));
        assertEquals(Set.of(), ipam.of(key("a")));
    }

    @Test
    void aMoveShowsTheNewAddressBeforeTheOldIsReturned() {
        serve("a");
        world.cluster.edit("a", service -> service.group("default"));
        world.changed(key("a"));
        all.goRound(3, false);
        assertEquals(List.of("198.51.100.10", "203.0.113.1"), world.cluster.addresses("a"));
        assertEquals(Set.of("203.0.113.1"), ipam.of(key("a")));

        all.settle();
        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("a"));
        assertEquals(Set.of(), ipam.of(key("a")));
        assertEquals(Set.of(), world.cluster.view("a").finalizers());
    }

    @Test
    void aFamilyLessIsReturnedAlone() {
        world.cluster.service(TestService.named("a").group("ext").preferDual());
        world.changed();
        all.settle();
        assertEquals(List.of("203.0.113.1", "2001:db8:e::1"), world.cluster.addresses("a"));

        world.cluster.edit("a", service -> service.single(IpFamily.IPV4));
        world.changed(key("a"));
        all.settle();
        assertEquals(List.of("203.0.113.1"), world.cluster.addresses("a"));
        assertEquals(Set.of("203.0.113.1"), ipam.of(key("a")));
        assertTrue(ipam.calls.contains("release a 2001:db8:e::1"));
    }

    @Test
    void aPinIsAskedForByNameAndAnotherPinReturnsTheFirst() {
        world.cluster.service(TestService.named("a").group("ext").pin("203.0.113.3"));
        world.changed();
        all.settle();
        assertEquals(List.of("203.0.113.3"), world.cluster.addresses("a"));

        world.cluster.edit("a", service -> service.pin("203.0.113.2"));
        world.changed(key("a"));
        all.settle();
        assertEquals(List.of("203.0.113.2"), world.cluster.addresses("a"));
        assertEquals(Set.of("203.0.113.2"), ipam.of(key("a")));
    }

    @Test
    void aGroupThatIsGoneIsRemembered() {
        serve("a");
        world.cluster.withoutGroup("ext");
        world.changed();
        all.settle();
        assertEquals(List.of("203.0.113.1"), world.cluster.addresses("a"), "A8: it keeps what it has");

        all.restart();
        world.delete(key("a"));
        all.settle();
        assertFalse(world.cluster.services.containsKey(key("a")));
        assertEquals(Set.of(), ipam.of(key("a")));
    }

    @Test
    void aSocketThatNoGroupEverNamedIsNotConnectedTo() {
        world.cluster.service(TestService.named("a")
                .type("ClusterIP")
                .finalizers(IpamClaims.FINALIZER)
                .annotate(Annotations.IPAM_CLAIMS, "gone@/etc/other.sock"));
        world.changed();
        all.settle();

        assertEquals(List.of(), ipam.calls);
        assertEquals(Optional.of("WaitingForIpamRelease"), reason("a"));
    }

    @Test
    void anotherAllocatorsServiceIsTakenOver() {
        ipam.give("ext", Addresses.of("203.0.113.4"), key("a"));
        world.cluster.service(TestService.named("a").group("ext").holding("ext", "203.0.113.4"));
        world.changed();
        all.settle();
        assertEquals(List.of("203.0.113.4"), world.cluster.addresses("a"));
        assertEquals(Set.of(IpamClaims.FINALIZER), world.cluster.view("a").finalizers());

        world.delete(key("a"));
        all.settle();
        assertEquals(Set.of(), ipam.of(key("a")));
    }

    @Test
    void anAddressOfAnotherGroupIsReturnedAndNotUsed() {
        ipam.pool("ext", "198.51.100.1", "2001:db8:e::", 1);
        world.cluster.service(TestService.named("a").group("ext"));
        world.changed();
        all.settle();

        assertEquals(List.of(), world.cluster.addresses("a"));
        assertEquals(Optional.of("IpamAddressUnusable"), reason("a"));
        assertEquals(Set.of(), ipam.of(key("a")));
    }

    @Test
    void aFullPoolServesTheNextAsSoonAsAnAddressIsBack() {
        ipam.pool("ext", "203.0.113.", "2001:db8:e::", 1);
        serve("a");
        world.cluster.service(TestService.named("b").group("ext"));
        world.changed(key("b"));
        all.settle();
        assertEquals(Optional.of("IpamRefused"), reason("b"));

        world.delete(key("a"));
        for (int round = 0; round < 10; round++) {
            all.goRoundIn(Duration.ofMillis(50), false);
        }
        assertEquals(List.of("203.0.113.1"), world.cluster.addresses("b"));
    }

    private void serve(String name) {
        world.cluster.service(TestService.named(name).group("ext"));
        world.changed(key(name));
        all.settle();
        assertEquals(List.of("203.0.113.1"), world.cluster.addresses(name));
    }

    private Optional<String> reason(String name) {
        return world.cluster.view(name).conditions().stream()
                .filter(condition -> condition.type().equals(ServiceView.ADDRESS_ALLOCATED))
                .map(Condition::reason)
                .findFirst();
    }
}
