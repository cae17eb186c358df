package io.routelb.lab.scenario;

import io.routelb.lab.bgp.DaemonKind;
import java.io.IOException;
import java.util.List;

/** BFD beside the session with FRR. */
final class BfdFrr implements PeerScenario {
    @Override
    public String name() {
        return "bfd-frr";
    }

    @Override
    public String summary() {
        return "BFD 100 ms x 3 with FRR, IPv4 and IPv6: stopped with SIGSTOP, either side is gone for the other in time";
    }

    @Override
    public Kind kind() {
        return Kind.TIMED;
    }

    @Override
    public List<DaemonKind> daemons() {
        return List.of(DaemonKind.FRR);
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        BfdLoss.run(peering);
    }
}
