package io.routelb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrainForecastTest {
    private static final Map<String, String> OURS =
            Map.of(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE, Annotations.POOL_TYPE, "remote");

    private static NodeView node(String name) {
        return new NodeView(name, Map.of(), Map.of(), true, false, false, List.of(), List.of());
    }

    private static DrainForecast forecast(Map<String, String> annotations, String... nodes) {
        ObjectKey web = new ObjectKey("shop", "web");
        ObjectKey own = new ObjectKey("shop", "own");
        Map<String, NodeView> views = new HashMap<>();
        for (String name : nodes) {
            views.put(name, node(name));
        }
        ClusterSnapshot snapshot = new ClusterSnapshot(
                Map.of(
                        web,
                        ServiceView.showing(
                                web, ServiceView.TrafficPolicy.CLUSTER, annotations, List.of("198.51.100.10")),
                        own,
                        ServiceView.showing(
                                own, ServiceView.TrafficPolicy.LOCAL, annotations, List.of("2001:db8:51::10"))),
                Map.of(own, List.of(new EndpointView("n1", true, true, false))),
                views,
                Map.of(),
                Map.of(),
                Map.of());
        return DrainForecast.of(snapshot, node("n1"));
    }

    @Test
    void whatOthersServeWouldGoAndTheRestStay() {
        assertEquals("""
                ADDRESS          SERVICES  WOULD
                198.51.100.10    shop/web  go: other nodes serve it
                2001:db8:51::10  shop/own  stay: no other node can serve it
                nothing has been changed
                """, forecast(OURS, "n1", "n2").render());
    }

    @Test
    void theOnlyNodeKeepsAll() {
        assertEquals(2, forecast(OURS, "n1").staying().size());
    }

    @Test
    void otherPeoplesAddressesAreOfNoAccount() {
        assertEquals(
                "node n1 has nothing to let go of\n", forecast(Map.of(), "n1").render());
    }
}
