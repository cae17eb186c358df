package io.routelb.kube.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.kube.CapturedLog;
import io.routelb.kube.Eventually;
import io.routelb.kube.StubApi;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.PolicyKey;
import io.routelb.model.Refusal;
import io.routelb.model.ServiceView;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterWatchTest {
    private static final String SERVICES = "/api/v1/namespaces/a/services/";
    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/a/endpointslices/";
    private static final ObjectKey WEB = new ObjectKey("a", "web");

    private final AtomicInteger wakes = new AtomicInteger();
    private StubApi api;
    private ClusterWatch watch;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi(0);
        watch = ClusterWatch.start(api.client(), Set.of(), "routelb-system", wakes::incrementAndGet);
    }

    @AfterEach
    void stop() {
        watch.stop();
        api.close();
    }

    private void watching(WatchedKind... kinds) {
        watch = ClusterWatch.start(api.client(), Set.of(kinds), "routelb-system", wakes::incrementAndGet);
    }

    private void service(String name, String type) {
        api.put(
                SERVICES + name,
                "{\"metadata\":{\"namespace\":\"a\",\"name\":\"" + name + "\",\"managedFields\":[{\"manager\":\"m\"}]},"
                        + "\"spec\":{\"type\":\"" + type + "\"}}");
    }

    private void slice(String name, String service, String node) {
        api.put(
                SLICES + name,
                "{\"metadata\":{\"namespace\":\"a\",\"name\":\"" + name
                        + "\",\"labels\":{\"kubernetes.io/service-name\":\"" + service
                        + "\"}},\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"10.0.0.1\"],\"nodeName\":\""
                        + node
                        + "\"}]}");
    }

    private String typeOfWeb() {
        ServiceView view = watch.snapshot().services().get(WEB);
        return view == null ? "" : view.type();
    }

    private int endpointsOfWeb() {
        return watch.snapshot().endpoints().getOrDefault(WEB, List.of()).size();
    }

    @Test
    void whatIsThereAtTheStartIsInTheSnapshotOnceSynced() {
        service("web", "LoadBalancer");
        watching(WatchedKind.SERVICES);
        Eventually.holds("synced", watch::synced);
        assertEquals("LoadBalancer", typeOfWeb());
        Eventually.holds("woken", () -> wakes.get() > 0);
        assertTrue(watch.outage().isEmpty());
    }

    @Test
    void anEmptyClusterWakesTheLoopOnceItIsSynced() {
        watching(WatchedKind.SERVICES, WatchedKind.NODES);
        Eventually.holds("synced", watch::synced);
        Eventually.holds("woken", () -> wakes.get() > 0);
        assertEquals(ClusterSnapshot.EMPTY, watch.snapshot());
    }

    @Test
    void changesAndDeletionsArriveAndWake() {
        service("web", "ClusterIP");
        watching(WatchedKind.SERVICES);
        Eventually.holds("there", () -> typeOfWeb().equals("ClusterIP"));
        int before = wakes.get();
        service("web", "LoadBalancer");
        Eventually.holds("changed", () -> typeOfWeb().equals("LoadBalancer"));
        api.delete(SERVICES + "web");
        Eventually.holds("gone", () -> watch.snapshot().services().isEmpty());
        assertTrue(wakes.get() > before);
    }

    @Test
    void anUnchangedObjectIsNotConvertedAgain() {
        service("web", "ClusterIP");
        watching(WatchedKind.SERVICES);
        Eventually.holds("there", () -> typeOfWeb().equals("ClusterIP"));
        ServiceView first = Objects.requireNonNull(watch.snapshot().services().get(WEB));
        service("other", "ClusterIP");
        Eventually.holds("two", () -> watch.snapshot().services().size() == 2);
        assertSame(first, watch.snapshot().services().get(WEB));
    }

    @Test
    void endpointsOfSeveralSlicesAreMergedPerService() {
        slice("web-1", "web", "n1");
        slice("web-2", "web", "n2");
        slice("orphan", "", "n3");
        watching(WatchedKind.ENDPOINT_SLICES);
        Eventually.holds("synced", watch::synced);
        assertEquals(Set.of(WEB), watch.snapshot().endpoints().keySet());
        assertEquals(2, endpointsOfWeb());
        api.delete(SLICES + "web-2");
        Eventually.holds("one left", () -> endpointsOfWeb() == 1);
    }

    @Test
    void serviceGroupsOfOtherNamespacesAreNotRead() {
        String group = "{\"metadata\":{\"namespace\":\"%s\",\"name\":\"g\"},\"spec\":{\"remote\":{}}}";
        api.put("/apis/purelb.io/v2/namespaces/elsewhere/servicegroups/g", group.formatted("elsewhere"));
        api.put("/apis/purelb.io/v2/namespaces/routelb-system/servicegroups/g", group.formatted("routelb-system"));
        watching(WatchedKind.SERVICE_GROUPS);
        Eventually.holds("synced", watch::synced);
        assertEquals(
                Set.of(new ObjectKey("routelb-system", "g")),
                watch.snapshot().serviceGroups().keySet());
    }

    @Test
    void aBadObjectKeepsItsLastGoodFormAndHurtsNoOther() {
        String config = "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"withdrawDelay\":\"%s\"}}";
        String path = "/apis/routelb.io/v1/routingconfigs/";
        api.put(path + "a", config.formatted("a", "1s"));
        watching(WatchedKind.ROUTING_CONFIGS);
        Eventually.holds("there", () -> watch.snapshot().routingConfigs().containsKey("a"));
        api.put(path + "a", config.formatted("a", "soon"));
        api.put(path + "b", config.formatted("b", "2s"));
        Eventually.holds("b is there", () -> watch.snapshot().routingConfigs().containsKey("b"));
        assertEquals(
                1,
                Objects.requireNonNull(watch.snapshot().routingConfigs().get("a"))
                        .withdrawDelay()
                        .toSeconds());
    }

    private static final PolicyKey ADVERTISEMENT = new PolicyKey(PolicyKey.Kind.BGP_ADVERTISEMENT, "a");

    @Test
    void anAdvertisementThatIsRefusedIsNamedWithItsGeneration() {
        String written = "{\"metadata\":{\"name\":\"a\",\"generation\":%s},\"spec\":{\"sources\":[\"%s\"]}}";
        String path = "/apis/routelb.io/v1/bgpadvertisements/a";
        api.put(path, written.formatted(1, "ClusterIP"));
        watching(WatchedKind.BGP_ADVERTISEMENTS);
        Eventually.holds(
                "there", () -> watch.snapshot().policies().advertisements().containsKey("a"));
        assertEquals(Map.of(), watch.refusedPolicies());
        api.put(path, written.formatted(2, "Nonsense"));
        Eventually.holds("refused", () -> watch.refusedPolicies().containsKey(ADVERTISEMENT));
        Refusal refusal = Objects.requireNonNull(watch.refusedPolicies().get(ADVERTISEMENT));
        assertEquals(2, refusal.generation());
        assertTrue(refusal.sentence().contains("Nonsense"), refusal.sentence());
        assertEquals(
                1,
                Objects.requireNonNull(
                                watch.snapshot().policies().advertisements().get("a"))
                        .generation());
    }

    @Test
    void aWatchThatIsClosedOrExpiredMissesNothing() {
        service("web", "ClusterIP");
        watching(WatchedKind.SERVICES);
        Eventually.holds("synced", watch::synced);
        api.closeWatches();
        service("web", "NodePort");
        Eventually.holds("changed", () -> typeOfWeb().equals("NodePort"));
        service("leaving", "ClusterIP");
        Eventually.holds("two", () -> watch.snapshot().services().size() == 2);
        api.fail(500, "/");
        api.delete(SERVICES + "leaving");
        service("web", "LoadBalancer");
        api.compact();
        api.fail(0, "");
        Eventually.holds(
                "listed again",
                () -> typeOfWeb().equals("LoadBalancer")
                        && watch.snapshot().services().size() == 1);
    }

    @Test
    void aServerThatIsAwayAtTheStartIsWaitedForWithOneLine() throws IOException {
        int port = api.port();
        api.close();
        try (CapturedLog log = new CapturedLog("io.routelb.kube.watch")) {
            watching(WatchedKind.SERVICES);
            Eventually.holds("outage noticed", () -> !watch.outage().isEmpty());
            assertFalse(watch.synced());
            Eventually.holds("tried again", () -> watch.outage().contains("cannot be reached"));
            api = new StubApi(port);
            service("web", "LoadBalancer");
            Eventually.holds("synced", watch::synced);
            assertEquals("LoadBalancer", typeOfWeb());
            assertEquals("", watch.outage());
            assertEquals(2, log.lines().size(), log.lines()::toString);
            assertTrue(log.lines().getFirst().contains("cannot list services"), log.lines()::toString);
            assertTrue(log.lines().getLast().contains("watching again"), log.lines()::toString);
        }
    }

    @Test
    void aMissingCrdIsNamedInOneSentenceAndWaitedFor() {
        api.fail(404, "bgppeers");
        watching(WatchedKind.BGP_PEERS, WatchedKind.SECRETS, WatchedKind.SERVICES);
        Eventually.holds("outage noticed", () -> !watch.outage().isEmpty());
        assertEquals(
                "the API server does not know bgppeers.routelb.io; apply the CRDs of this release", watch.outage());
        api.fail(0, "");
        Eventually.holds("synced", watch::synced);
        assertEquals("", watch.outage());
    }

    @Test
    void whatIsKnownStaysWhileTheServerRefusesUs() {
        service("web", "LoadBalancer");
        watching(WatchedKind.SERVICES);
        Eventually.holds("synced", watch::synced);
        api.fail(401, "/");
        Eventually.holds("outage noticed", () -> watch.outage().contains("401"));
        assertTrue(watch.synced());
        assertEquals("LoadBalancer", typeOfWeb());
    }

    @Test
    void allKindsCanBeWatchedAtOnce() {
        watching(EnumSet.allOf(WatchedKind.class).toArray(WatchedKind[]::new));
        Eventually.holds("synced", watch::synced);
    }
}
