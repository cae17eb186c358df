package io.routelb.lab.scenario;

import io.routelb.lab.process.Await;
import io.routelb.model.IpFamily;
import java.io.IOException;

/** Words at the end of a session (RFC 9003), both ways. */
final class BgpShutdownCommunication implements PeerScenario {
    private static final String WORDS = "maintenance of rack 7 until noon";

    @Override
    public String name() {
        return "bgp-shutdown-communication";
    }

    @Override
    public String summary() {
        return "the daemon's words at a shutdown are in our status, ours are at the daemon";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS, peering.neighbour(IpFamily.IPV4), peering.neighbour(IpFamily.IPV6)));
        peering.apply(peering.peer(IpFamily.IPV4), peering.peer(IpFamily.IPV6));
        peering.awaitEstablished(IpFamily.IPV4);
        peering.awaitEstablished(IpFamily.IPV6);
        peering.daemon().shutDown(peering.cable().ourAddress(IpFamily.IPV4), WORDS);
        peering.speaker()
                .await(
                        "the daemon's words",
                        peering.cable().theirAddress(IpFamily.IPV4),
                        peer -> peer.flaps() == 1 && peer.lastError().contains(WORDS));
        Stage.require(
                peering.speaker().established(peering.cable().theirAddress(IpFamily.IPV6)),
                "the end of one session ended the other");
        peering.speaker().stop();
        String us = peering.cable().ourAddress(IpFamily.IPV6);
        Await.until(
                "our words at the daemon",
                Stage.LIMIT,
                () -> peering.daemon().about(us).contains("RouteLB stops on this node"),
                () -> Peering.shortened(peering.daemon().about(us)));
    }
}
