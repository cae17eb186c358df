package io.routelb.node.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.BgpPeerView.SecretRef;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LabelSelector;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.model.SessionPassword;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerOptionsTest {
    private static final Optional<SecretRef> WANTED = Optional.of(new SecretRef("bgp", "password"));
    private static final Optional<PeerOptions.Restart> UNSAID = Optional.empty();

    private static Snapshots lab(String asn) {
        return new Snapshots()
                .node("n1")
                .config("all", LabelSelector.ALL, Backend.NATIVE, 64512)
                .peer("r1", "192.0.2.1", asn)
                .peer("r2", "192.0.2.2", "64500");
    }

    private static RoutingPlan plan(Snapshots snapshots) throws InvalidValueException {
        return RoutingPlan.of(snapshots.build(), "n1");
    }

    @Test
    void aPeerGetsItsPasswordFromTheSecret() throws InvalidValueException {
        RoutingPlan plan = plan(
                lab("64500").asking("r1", WANTED, UNSAID, PeerOptions.DEFAULT).secret("bgp", "password", "horse"));
        assertEquals(
                Optional.of(new SessionPassword("horse")),
                plan.peers().getFirst().options().password());
        assertFalse(plan.toString().contains("horse"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no such Secret,   other, password, horse, Secret bgp of passwordSecretRef",
        "no such key,      bgp,   secret,   horse, has no key password",
        "an empty value,   bgp,   password, '',    1 to 80 octets",
    })
    void aSessionThatIsToHaveAPasswordNeverStartsWithoutAndHurtsNobody(
            String description, String secret, String key, String value, String said) throws InvalidValueException {
        RoutingPlan plan = plan(
                lab("64500").asking("r1", WANTED, UNSAID, PeerOptions.DEFAULT).secret(secret, key, value));
        assertEquals(List.of("r2"), names(plan), description);
        String problem = plan.problems().getFirst().message();
        assertTrue(problem.startsWith("BGPPeer r1: ") && problem.contains(said), problem);
    }

    /** What was in force without a password, or with another, is no substitute. */
    @Test
    void aPeerThatIsGivenAPasswordThatIsNotThereDoesNotFallBackOnItsLastGoodForm() throws InvalidValueException {
        RoutingPlan without = plan(lab("64500").asking("r1", Optional.empty(), UNSAID, PeerOptions.DEFAULT));
        Snapshots asked = lab("64500").asking("r1", WANTED, UNSAID, PeerOptions.DEFAULT);
        assertEquals(List.of("r2"), names(RoutingPlan.of(asked.build(), "n1", without.basis())));
        RoutingPlan with = plan(asked.secret("bgp", "password", "horse"));
        assertEquals(List.of("r1", "r2"), names(with));
        asked.secrets.clear();
        assertEquals(List.of("r2"), names(RoutingPlan.of(asked.build(), "n1", with.basis())));
    }

    private static List<String> names(RoutingPlan plan) {
        return plan.peers().stream().map(peer -> peer.name()).toList();
    }

    @Test
    void whatThePeerSaysOfGracefulRestartBeatsTheRoutingConfig() throws InvalidValueException {
        PeerOptions.Restart own = new PeerOptions.Restart(true, Duration.ofSeconds(9), true, Duration.ZERO);
        RoutingPlan plan = plan(lab("64500").asking("r1", Optional.empty(), Optional.of(own), PeerOptions.DEFAULT));
        assertEquals(
                List.of(own, PeerOptions.Restart.OFF),
                plan.peers().stream().map(peer -> peer.options().restart()).toList());
    }

    @Test
    void routesOfAnEarlierProcessAreKeptForTheLongestRestartOfThePeers() throws InvalidValueException {
        assertEquals(Duration.ZERO, plan(lab("64500")).learned().retention());
        Snapshots asked = lab("64500")
                .asking("r1", Optional.empty(), Optional.of(lasting(9)), PeerOptions.DEFAULT)
                .asking("r2", Optional.empty(), Optional.of(lasting(70)), PeerOptions.DEFAULT);
        assertEquals(Duration.ofSeconds(70), plan(asked).learned().retention());
        assertFalse(plan(asked).learned().strangers());
    }

    private static PeerOptions.Restart lasting(int seconds) {
        return new PeerOptions.Restart(true, Duration.ofSeconds(seconds), false, Duration.ZERO);
    }

    @Test
    void peersWhoseAddressesAreNotKnownBeforehandAreStrangers() throws InvalidValueException {
        assertTrue(plan(lab("64500").peer("found", "%eth1", "64500")).learned().strangers());
        assertTrue(plan(lab("64500").range("hosts", "198.51.100.0/24", "", "", PeerOptions.DEFAULT))
                .learned()
                .strangers());
    }

    @Test
    void aRoleInsideAnAsIsRefused() throws InvalidValueException {
        RoutingPlan plan = plan(lab("Internal")
                .asking("r1", Optional.empty(), UNSAID, PeerOptions.DEFAULT.withRole(PeerOptions.Role.PEER)));
        assertTrue(plan.problems().getFirst().message().contains("RFC 9234"));
    }

    @Test
    void aStrictRoleWithoutARoleIsRefused() throws InvalidValueException {
        RoutingPlan plan =
                plan(lab("64500").asking("r1", Optional.empty(), UNSAID, PeerOptions.DEFAULT.withStrictRole(true)));
        assertTrue(plan.problems().getFirst().message().contains("strictRole needs role"));
    }

    @Test
    void aReflectorClientOfAnotherAsIsRefused() throws InvalidValueException {
        RoutingPlan plan = plan(lab("64500")
                .asking("r1", Optional.empty(), UNSAID, PeerOptions.DEFAULT.withRouteReflectorClient(true)));
        assertTrue(plan.problems().getFirst().message().contains("RFC 4456"));
    }
}
