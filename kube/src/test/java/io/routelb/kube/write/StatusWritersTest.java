package io.routelb.kube.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.routelb.kube.StubApi;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.crd.BgpAdvertisement;
import io.routelb.kube.crd.ServiceGroup;
import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.PolicyKey;
import io.routelb.model.PolicyVerdict;
import io.routelb.model.ServiceGroupStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusWritersTest {
    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String GROUP = "/apis/purelb.io/v2/namespaces/routelb-system/servicegroups/routed";
    private static final String RNS = "/apis/routelb.io/v1/routingnodestatuses/n1";
    private static final ObjectKey ROUTED = new ObjectKey("routelb-system", "routed");

    private StubApi api;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi(0);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static ServiceGroupStatus groupStatus(long allocated) {
        return new ServiceGroupStatus(
                3,
                "Remote",
                "Cluster",
                List.of("198.51.100.10-198.51.100.12"),
                allocated,
                0,
                OptionalLong.of(3 - allocated),
                OptionalLong.empty(),
                List.of(),
                List.of(new Condition("Accepted", true, "Accepted", "in use")),
                List.of());
    }

    private static NodeStatus nodeStatus(String state) {
        return new NodeStatus(
                "Native",
                OptionalLong.of(65001),
                "192.0.2.11",
                List.of(new NodeStatus.Peer(
                        "r1",
                        "192.0.2.1",
                        65000,
                        state,
                        NOW,
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(30),
                        List.of(IpFamily.IPV4),
                        0,
                        0,
                        1,
                        0,
                        "",
                        0,
                        "Up")),
                List.of(new NodeStatus.Address(
                        "198.51.100.10", "kube-lb0", true, List.of(new ObjectKey("a", "web")), List.of("r1"), "", "")),
                0,
                List.of(new Condition("Ready", true, "Ready", "all in force")));
    }

    @Test
    void whatBecomesOfAnAdvertisementIsSaidOnceAndOnlyWhenItChanges() {
        String path = "/apis/routelb.io/v1/bgpadvertisements/edge";
        PolicyKey edge = new PolicyKey(PolicyKey.Kind.BGP_ADVERTISEMENT, "edge");
        api.put(path, "{'metadata':{'name':'edge','generation':3},'spec':{}}".replace('\'', '"'));
        PolicyStatusWriter writer = new PolicyStatusWriter(
                api.client(),
                key -> Optional.of(KubeJson.gson().fromJson(api.at(path).orElseThrow(), BgpAdvertisement.class)),
                CLOCK);
        PolicyVerdict refused = new PolicyVerdict(3, new Condition("Accepted", false, "Invalid", "it is wrong"));
        assertInstanceOf(WriteResult.Written.class, writer.write(edge, refused));
        assertInstanceOf(WriteResult.Written.class, writer.write(edge, refused));
        assertEquals(1, api.writes().size());
        JsonObject status = api.writes().getFirst().body().getAsJsonObject("status");
        assertEquals(3, status.get("observedGeneration").getAsLong());
        assertTrue(status.toString().contains("\"reason\":\"Invalid\""), status.toString());
        writer.write(edge, new PolicyVerdict(4, new Condition("Accepted", true, "Accepted", "it is in force")));
        assertEquals(2, api.writes().size());
    }

    @Test
    void aGroupsStatusIsAppliedOnceAndOnlyWhenItChanges() {
        api.put(
                GROUP,
                "{\"metadata\":{\"namespace\":\"routelb-system\",\"name\":\"routed\"},\"spec\":{\"remote\":{}}}");
        GroupStatusWriter writer = new GroupStatusWriter(
                api.client(),
                key -> api.at(GROUP).map(json -> KubeJson.gson().fromJson(json, ServiceGroup.class)),
                CLOCK);
        assertEquals(new WriteResult.Written(), writer.write(ROUTED, groupStatus(1)));
        assertEquals(new WriteResult.Written(), writer.write(ROUTED, groupStatus(1)));
        assertEquals(1, api.writes().size());
        StubApi.Request apply = api.writes().getFirst();
        assertEquals("application/apply-patch+yaml", apply.contentType());
        assertEquals("fieldManager=routelb-allocator&force=true", apply.query());
        assertEquals(
                "{\"observedGeneration\":3,\"announce\":\"Remote\",\"ipam\":\"Cluster\","
                        + "\"addresses\":[\"198.51.100.10-198.51.100.12\"],\"allocatedIPv4\":1,\"allocatedIPv6\":0,"
                        + "\"availableIPv4\":2,\"boundNamespaces\":[],\"conditions\":[{\"type\":\"Accepted\","
                        + "\"status\":\"True\",\"reason\":\"Accepted\",\"message\":\"in use\","
                        + "\"lastTransitionTime\":\"2026-05-04T03:02:01Z\",\"observedGeneration\":3}]}",
                apply.body().get("status").toString());
        writer.write(ROUTED, groupStatus(2));
        assertEquals(2, api.writes().size());
    }

    @Test
    void coolingAddressesAreWrittenInWholeSecondsAndNotAgain() {
        api.put(
                GROUP,
                "{\"metadata\":{\"namespace\":\"routelb-system\",\"name\":\"routed\"},\"spec\":{\"remote\":{}}}");
        GroupStatusWriter writer = new GroupStatusWriter(
                api.client(),
                key -> api.at(GROUP).map(json -> KubeJson.gson().fromJson(json, ServiceGroup.class)),
                CLOCK);
        ServiceGroupStatus plain = groupStatus(1);
        ServiceGroupStatus cooling = new ServiceGroupStatus(
                plain.observedGeneration(),
                plain.announce(),
                plain.ipam(),
                plain.addresses(),
                plain.allocatedIPv4(),
                plain.allocatedIPv6(),
                plain.availableIPv4(),
                plain.availableIPv6(),
                plain.boundNamespaces(),
                plain.conditions(),
                List.of(new ServiceGroupStatus.CoolingAddress(
                        "198.51.100.10", Instant.parse("2026-05-04T03:02:01.5Z"))));
        writer.write(ROUTED, cooling);
        assertEquals(
                "[{\"address\":\"198.51.100.10\",\"until\":\"2026-05-04T03:02:02Z\"}]",
                Json.array(api.writes().getFirst().body().getAsJsonObject("status"), "coolingAddresses")
                        .toString());
        writer.write(ROUTED, cooling);
        assertEquals(1, api.writes().size());
    }

    @Test
    void aGroupThatIsGoneIsReportedAsGone() {
        GroupStatusWriter writer = new GroupStatusWriter(api.client(), key -> Optional.empty(), CLOCK);
        assertEquals(new WriteResult.Gone(), writer.write(ROUTED, groupStatus(1)));
    }

    @Test
    void aNodesStatusIsCreatedAsADependentOfItsNode() {
        api.put("/api/v1/nodes/n1", "{\"metadata\":{\"name\":\"n1\",\"uid\":\"u1\"}}");
        NodeStatusWriter writer = new NodeStatusWriter(api.client(), "n1", CLOCK);
        assertEquals(new WriteResult.Written(), writer.write(nodeStatus("Established")));
        JsonObject stored = api.at(RNS).orElseThrow();
        assertEquals(
                "[{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\"n1\",\"uid\":\"u1\"}]",
                Json.array(Json.object(stored, "metadata"), "ownerReferences").toString());
        JsonObject status = Json.object(stored, "status");
        assertEquals("2026-05-04T03:02:01Z", Json.text(status, "lastUpdated"));
        assertEquals("90s", Json.text(Json.array(status, "peers").get(0), "hold"));
        assertEquals("kube-lb0", Json.text(Json.array(status, "addresses").get(0), "interface"));
    }

    @Test
    void aNodesStatusIsSentOnlyWhenItChangesAlsoAfterARestart() {
        api.put("/api/v1/nodes/n1", "{\"metadata\":{\"name\":\"n1\",\"uid\":\"u1\"}}");
        NodeStatusWriter writer = new NodeStatusWriter(api.client(), "n1", CLOCK);
        writer.write(nodeStatus("Established"));
        writer.write(nodeStatus("Established"));
        assertEquals(2, api.writes().size(), "one create, one apply");
        NodeStatusWriter restarted = new NodeStatusWriter(api.client(), "n1", CLOCK);
        restarted.write(nodeStatus("Established"));
        assertEquals(2, api.writes().size());
        restarted.write(nodeStatus("Idle"));
        assertEquals(3, api.writes().size());
    }

    @Test
    void aNodesStatusThatStaysTheSameIsSentOnceAMinute() {
        api.put("/api/v1/nodes/n1", "{\"metadata\":{\"name\":\"n1\",\"uid\":\"u1\"}}");
        new NodeStatusWriter(api.client(), "n1", CLOCK).write(nodeStatus("Established"));
        Clock soon = Clock.offset(CLOCK, Duration.ofSeconds(59));
        new NodeStatusWriter(api.client(), "n1", soon).write(nodeStatus("Established"));
        assertEquals(2, api.writes().size(), "one create, one apply");
        Clock later = Clock.offset(CLOCK, Duration.ofSeconds(60));
        new NodeStatusWriter(api.client(), "n1", later).write(nodeStatus("Established"));
        assertEquals(3, api.writes().size());
        assertEquals(
                "2026-05-04T03:03:01Z", Json.text(Json.object(api.at(RNS).orElseThrow(), "status"), "lastUpdated"));
    }

    @Test
    void aDeletedNodeStatusComesBack() {
        api.put("/api/v1/nodes/n1", "{\"metadata\":{\"name\":\"n1\",\"uid\":\"u1\"}}");
        NodeStatusWriter writer = new NodeStatusWriter(api.client(), "n1", CLOCK);
        writer.write(nodeStatus("Established"));
        api.delete(RNS);
        assertEquals(new WriteResult.Gone(), writer.write(nodeStatus("Idle")));
        assertEquals(new WriteResult.Written(), writer.write(nodeStatus("Idle")));
        assertTrue(api.at(RNS).isPresent());
    }

    @Test
    void aNodeThatDoesNotExistHasNoStatus() {
        NodeStatusWriter writer = new NodeStatusWriter(api.client(), "n1", CLOCK);
        assertEquals(new WriteResult.Gone(), writer.write(nodeStatus("Idle")));
        assertTrue(api.writes().isEmpty());
    }

    @Test
    void aFailureIsToldAndTriedAfresh() {
        api.fail(500, "routingnodestatuses");
        NodeStatusWriter writer = new NodeStatusWriter(api.client(), "n1", CLOCK);
        assertInstanceOf(WriteResult.Failed.class, writer.write(nodeStatus("Idle")));
        api.fail(0, "");
        api.put("/api/v1/nodes/n1", "{\"metadata\":{\"name\":\"n1\",\"uid\":\"u1\"}}");
        assertEquals(new WriteResult.Written(), writer.write(nodeStatus("Idle")));
    }
}
