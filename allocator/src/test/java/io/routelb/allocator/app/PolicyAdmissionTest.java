package io.routelb.allocator.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.prometheus.client.CollectorRegistry;
import io.routelb.allocator.plan.Cluster;
import io.routelb.kube.daemon.WebhookServer;
import io.routelb.kube.watch.ObjectViews;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.InvalidValueException;
import io.routelb.model.NodeView;
import io.routelb.model.RoutingPolicies;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to who writes BGPAdvertisements and BGPPeers; n1 speaks BGP to r1, and "ten" announces pod CIDRs with MED 10. */
class PolicyAdmissionTest {
    private static final Clock LATER = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);

    private final Map<String, BgpAdvertisementView> advertisements = new HashMap<>();
    private final Map<String, BgpPeerView> peers = new HashMap<>();

    @BeforeEach
    void cluster() throws InvalidValueException {
        peers.put("r1", ObjectViews.bgpPeer(object("r1", 1, "address: '192.0.2.1', asn: 64500")));
        advertise("ten", 1, "sources: ['PodCIDR'], attributes: {med: 10}");
    }

    private void advertise(String name, int second, String spec) throws InvalidValueException {
        advertisements.put(name, ObjectViews.advertisement(object(name, second, spec)));
    }

    private static JsonObject object(String name, int second, String spec) {
        return JsonParser.parseString(
                        "{metadata: {name: '" + name + "', generation: 1, creationTimestamp: '2026-01-01T00:00:0"
                                + second + "Z'}, spec: {" + spec + "}}")
                .getAsJsonObject();
    }

    private ClusterSnapshot snapshot() {
        try {
            return new ClusterSnapshot(
                            Map.of(),
                            Map.of(),
                            Map.of(
                                    "n1",
                                    new NodeView("n1", Map.of(), Map.of(), true, false, false, List.of(), List.of())),
                            Map.of(),
                            Map.of("all", ObjectViews.routingConfig(object("all", 1, "backend: 'Native'"))),
                            peers)
                    .withPolicies(new RoutingPolicies(advertisements, Map.of()));
        } catch (InvalidValueException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code yes}, a warning, or the reason of the denial and its sentence. */
    private String said(String resource, String operation, JsonObject before, JsonObject after) {
        JsonObject request = JsonParser.parseString(
                        "{uid: 'u', resource: {group: 'routelb.io', version: 'v1', resource: '" + resource
                                + "'}, operation: '" + operation + "', name: 'x', namespace: ''}")
                .getAsJsonObject();
        if (!before.isEmpty()) {
            request.add("oldObject", before);
        }
        if (!after.isEmpty()) {
            request.add("object", after);
        }
        JsonObject review = JsonParser.parseString("{apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview'}")
                .getAsJsonObject();
        review.add("request", request);
        Admission admission =
                new Admission(() -> true, this::snapshot, Cluster.SETTINGS, LATER, new CollectorRegistry());
        WebhookServer.Answer answer = admission.answer(review.toString().getBytes(StandardCharsets.UTF_8));
        JsonObject response =
                JsonParser.parseString(answer.body()).getAsJsonObject().getAsJsonObject("response");
        if (response.get("allowed").getAsBoolean()) {
            return response.has("warnings") ? "warned " + response.get("warnings") : "yes";
        }
        JsonObject status = response.getAsJsonObject("status");
        return status.get("reason").getAsString() + ": " + status.get("message").getAsString();
    }

    private String created(String resource, String spec) {
        return said(resource, "CREATE", new JsonObject(), object("new", 0, spec));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "the same MED         | sources: ['PodCIDR'], attributes: {med: 10}       | yes",
                "no MED               | sources: ['PodCIDR'], attributes: {communities: ['65000:1']} | yes",
                "on other routes      | sources: ['LoadBalancerIP'], attributes: {med: 11} | yes",
                "to nobody            | sources: ['PodCIDR'], peers: ['r2'], attributes: {med: 11} | yes",
                "two MEDs             | sources: ['PodCIDR'], attributes: {med: 11} | Contradicts: med contradicts that of the older BGPAdvertisement ten on pod CIDRs",
                "no community         | sources: ['PodCIDR'], attributes: {communities: ['x']} | Invalid: ",
            })
    void aNewAdvertisementIsTheYoungestAndMayNotContradict(String description, String spec, String expected) {
        String said = created("bgpadvertisements", spec);
        assertTrue(said.startsWith(expected), description + ": " + said);
    }

    @Test
    void anOlderOneMayNotBeEditedAgainstAYoungerOne() throws InvalidValueException {
        advertise("same", 2, "sources: ['PodCIDR'], attributes: {med: 10}");
        JsonObject before = object("ten", 1, "sources: ['PodCIDR'], attributes: {med: 10}");
        String said = said(
                "bgpadvertisements", "UPDATE", before, object("ten", 1, "sources: ['PodCIDR'], attributes: {med: 12}"));
        assertTrue(
                said.startsWith("Contradicts: BGPAdvertisement same would no longer be accepted: med contradicts"),
                said);
        assertEquals("yes", said("bgpadvertisements", "UPDATE", before, before));
        assertEquals("yes", said("bgpadvertisements", "DELETE", before, new JsonObject()));
    }

    @Test
    void anOldFaultIsNotHeldAgainstAnotherChange() throws InvalidValueException {
        advertise("wrong", 2, "sources: ['PodCIDR'], attributes: {med: 11}");
        String said = said(
                "bgpadvertisements",
                "UPDATE",
                object("wrong", 2, "sources: ['PodCIDR'], attributes: {med: 11}"),
                object("wrong", 2, "sources: ['PodCIDR'], attributes: {med: 11, asPathPrepend: 2}"));
        assertTrue(said.startsWith("warned [\"med contradicts"), said);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "another address      | address: '192.0.2.2', asn: 64500   | yes",
                "one that is taken    | address: '192.0.2.1', asn: 64501   | Duplicate: peer 192.0.2.1 is already configured by the older BGPPeer r1",
                "no neighbour         | address: '127.0.0.1', asn: 64500   | Invalid: address 127.0.0.1 cannot be a BGP neighbour",
            })
    void aPeerThatCouldNotBeUsedIsRefused(String description, String spec, String expected) {
        String said = created("bgppeers", spec);
        assertTrue(said.startsWith(expected), description + ": " + said);
    }
}
