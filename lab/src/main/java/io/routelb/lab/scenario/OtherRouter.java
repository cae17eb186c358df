package io.routelb.lab.scenario;

import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A BIRD beside r1 that waits for one node of AS 64512. */
final class OtherRouter {
    static final String ADDRESS = "192.0.2.2";
    static final long ASN = 65_010;
    private static final String ADDRESS_V6 = "2001:db8:0:2::2";
    private static final String NAME = "other";

    private OtherRouter() {}

    /** Plugs it in and starts it. */
    static BirdDaemon start(Stage stage, String node, Option... options) throws IOException, InterruptedException {
        LabNetwork.furtherRouter(NAME, ADDRESS, ADDRESS_V6);
        BirdDaemon bird = new BirdDaemon(
                new Cable(node, NAME, 1),
                stage.lab().workspace().own(NAME),
                stage.lab().workspace().logs());
        bird.start(new RouterSetup(
                ASN,
                ADDRESS,
                List.of(new RouterSetup.Neighbour(
                        ADDRESS,
                        stage.lab().node(node).node().v4(),
                        64_512,
                        Set.of(IpFamily.values()),
                        Duration.ofSeconds(9),
                        Set.of(options))),
                List.of()));
        return bird;
    }
}
