package io.routelb.kube.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.kube.Eventually;
import io.routelb.kube.StubApi;
import io.routelb.kube.write.ElectionWriter;
import io.routelb.kube.write.ElectionWriter.Result;
import io.routelb.model.AddressLockView;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.Prefix;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an {@link ElectionWriter} writes is what a {@link LeaseWatch} shows. */
class ElectionLeasesTest {
    private static final IPAddress ADDRESS = Addresses.of("192.0.2.240");
    private static final List<Prefix> SUBNETS = List.of(Prefix.of("2001:db8::/64"), Prefix.of("192.0.2.0/24"));

    private final AtomicLong nanos = new AtomicLong(5);
    private StubApi api;
    private LeaseWatch watch;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi(0);
        watch = LeaseWatch.start(api.client(), "s", nanos::get, () -> {});
        Eventually.holds("listed", () -> watch.board().synced());
    }

    @AfterEach
    void stop() {
        watch.close();
        api.close();
    }

    private ElectionWriter writer(String node) {
        return new ElectionWriter(
                api.client(), "s", node, Duration.ofSeconds(10), Duration.ofSeconds(5), Clock.systemUTC());
    }

    private static String version(Result result) {
        return assertInstanceOf(Result.Done.class, result).resourceVersion();
    }

    private LeaseBoard.Seen seen(String node) {
        Eventually.holds("seen " + node, () -> watch.board().nodes().containsKey(node));
        return Objects.requireNonNull(watch.board().nodes().get(node), node);
    }

    private void shows(AddressLockView lock) {
        Eventually.holds(
                "shown",
                () -> watch.board().lock(lock.address()).filter(lock::equals).isPresent());
    }

    @Test
    void aRenewalIsSeenWithItsVersionAndWhen() {
        nanos.set(77);
        String version = version(writer("n1").renew(Standing.LIVE, SUBNETS));
        LeaseBoard.Seen seen = seen("n1");
        NodeLeaseView expected =
                new NodeLeaseView("n1", version, Standing.LIVE, Duration.ofSeconds(10), Set.copyOf(SUBNETS));
        assertEquals(new LeaseBoard.Seen(expected, true, 77), seen);
    }

    @Test
    void aPureLBAgentsLeaseCountsAsALiveOne() {
        api.put(
                "/apis/coordination.k8s.io/v1/namespaces/s/leases/purelb-node-old",
                "{\"metadata\":{\"name\":\"purelb-node-old\",\"annotations\":{\"purelb.io/subnets\":\"192.0.2.0/24,junk\"}},"
                        + "\"spec\":{\"holderIdentity\":\"old\",\"leaseDurationSeconds\":10}}");
        NodeLeaseView lease = seen("old").lease();
        assertEquals(Standing.LIVE, lease.standing());
        assertEquals(Set.of(Prefix.of("192.0.2.0/24")), lease.subnets());
    }

    @Test
    void aSecondProcessOnTheNodeWinsOverTheReleaseOfTheFirst() {
        ElectionWriter first = writer("n1");
        version(first.renew(Standing.LEAVING, SUBNETS));
        version(writer("n1").renew(Standing.JOINING, SUBNETS));
        assertInstanceOf(Result.Not.class, first.renew(Standing.RELEASED, SUBNETS));
    }

    @Test
    void aLockIsClaimedTakenAndDroppedOnlyAsSeen() {
        String claimed = version(writer("n1").claim(ADDRESS, "t1", "eth0"));
        AddressLockView lock = new AddressLockView(ADDRESS, "n1", "t1", "eth0", Duration.ofSeconds(10), claimed);
        shows(lock);
        ElectionWriter other = writer("n2");
        assertInstanceOf(Result.Not.class, other.claim(ADDRESS, "t2", "eth1"));
        String taken = version(other.take(lock, "t2", "eth1"));
        shows(new AddressLockView(ADDRESS, "n2", "t2", "eth1", Duration.ofSeconds(10), taken));
        assertInstanceOf(Result.Not.class, writer("n1").take(lock, "t1", "eth0"));
        assertInstanceOf(Result.Not.class, writer("n1").drop(lock));
        version(other.drop(watch.board().lock(ADDRESS).orElseThrow()));
        Eventually.holds("gone", () -> watch.board().lock(ADDRESS).isEmpty());
    }

    @Test
    void aBrokenWatchGoesOnAndAnExpiredOneStartsOver() {
        version(writer("n1").renew(Standing.LIVE, SUBNETS));
        seen("n1");
        nanos.set(1_000);
        api.compact();
        version(writer("n2").renew(Standing.LIVE, SUBNETS));
        seen("n2");
        assertEquals(5, seen("n1").renewedNanos());
        assertTrue(watch.outage().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,      routelb-address-192-0-2-1",
        "2001:db8::1:0,  routelb-address-2001-0db8-0000-0000-0000-0000-0001-0000",
        "::,             routelb-address-0000-0000-0000-0000-0000-0000-0000-0000"
    })
    void theNameOfALockIsItsAddress(String address, String name) throws InvalidValueException {
        assertEquals(name, AddressLockView.nameOf(Addresses.of(address)));
        assertEquals(Addresses.of(address), AddressLockView.addressOf(name));
    }
}
