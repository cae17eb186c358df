package io.routelb.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.MeshView.PodRoutes;
import io.routelb.model.ServiceView.TrafficPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told a node's pod CIDRs, and what the other nodes of a mesh are told. */
class PodRoutesTest {
    @ParameterizedTest(name = "podCIDRs to {0}: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "NONE, '',            '',                                  nobody",
                "MESH, 10.244.1.0/24, 198.51.100.0/24,                     the other nodes alone",
                "ALL,  10.244.1.0/24, 10.244.1.0/24 198.51.100.0/24,       routers, too"
            })
    void podCidrsAreToldAsTheRoutingConfigSaysAndServicesNeverInsideTheMesh(
            PodRoutes told, String mesh, String router, String who) {
        Clusters cluster = Clusters.lab()
                .service("web", TrafficPolicy.CLUSTER, "198.51.100.10")
                .meshed(told);
        assertEquals(mesh, cluster.told("node n2"), who);
        assertEquals(router.isEmpty() ? "198.51.100.0/24" : router, cluster.told("r1"), who);
        cluster.advertisement("all", ad -> ad.of(Source.values()).length(32));
        assertEquals(mesh, cluster.told("node n2"), "whatever BGPAdvertisements say");
        assertEquals("10.244.1.0/24 198.51.100.10/32", cluster.told("r1"));
    }
}
