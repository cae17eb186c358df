package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.HostDaemon;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/**
 * Somebody else has his hands on a node's FRR: bgpd alone is started again and has read nothing, all of FRR is, our part is taken out of what runs
 * and out of the file, and FRR comes while the agent is away or is away when the agent comes. Each time what is ours is back by itself.
 */
final class FrrRestarts implements ClusterScenario {
    private static final LabNode NODE = LabNetwork.NODES.getFirst();
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final String HOSTS = "ip prefix-list hosts seq 5 permit 10.0.0.0/8";

    @Override
    public String name() {
        return "frr-restarts";
    }

    @Override
    public String summary() {
        return "a node's FRR is killed, in part and whole, and its configuration changed by hand: ours is put back, the host's stays";
    }

    /** What is done to FRR. */
    @FunctionalInterface
    private interface Deed {
        void happens() throws IOException, InterruptedException;
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        FrrGuests frr = new FrrGuests(stage, "Include");
        frr.start(NODE, frr.configuration(NODE));
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, ALL);
        RouterPaths paths = new RouterPaths(stage);
        frr.choose();
        back(stage, frr, paths, addresses);
        measured(
                stage,
                "bgpd_restarted",
                frr,
                paths,
                addresses,
                () -> frr(frr).suite().restartBgpd());
        measured(stage, "frr_restarted", frr, paths, addresses, () -> {
            frr(frr).kill();
            frr.awaitBackend(NODE.name(), "False", "does not answer");
            frr.start(NODE, frr.configuration(NODE));
        });
        measured(stage, "changed_by_hand", frr, paths, addresses, () -> byHand(frr));
        Stage.require(
                frr.text(NODE.name()).contains(HOSTS),
                "the host's own line is not in its file any more: " + frr.text(NODE.name()));
        measured(stage, "agent_and_frr_restarted", frr, paths, addresses, () -> {
            stage.lab().node(NODE.name()).killAgent();
            frr(frr).kill();
            stage.lab().node(NODE.name()).startAgent();
            frr.awaitBackend(NODE.name(), "False", "does not answer");
            frr.start(NODE, frr.configuration(NODE));
        });
        paths.requireSameSessions(List.of("n2", "n3"));
        stage.services().delete("web");
        stage.awaitNextHops(addresses);
    }

    private static HostDaemon.Frr frr(FrrGuests guests) {
        return (HostDaemon.Frr) guests.daemon(NODE.name());
    }

    /** The administrator's reload of a file that knows nothing of us, with a line of his own. */
    private static void byHand(FrrGuests frr) throws IOException, InterruptedException {
        Files.writeString(frr.file(NODE.name()), FrrGuests.HOST + HOSTS + "\n");
        frr(frr).suite().vtysh("configure terminal", HOSTS, "no router bgp 64512");
    }

    /** From when it has happened to our route by a new session. */
    private static void measured(
            Stage stage, String figure, FrrGuests frr, RouterPaths paths, List<String> addresses, Deed deed)
            throws IOException, InterruptedException {
        deed.happens();
        long happened = System.nanoTime();
        back(stage, frr, paths, addresses);
        stage.figures().seconds(figure + "_to_back_s", Duration.ofNanos(System.nanoTime() - happened));
    }

    private static void back(Stage stage, FrrGuests frr, RouterPaths paths, List<String> addresses)
            throws IOException, InterruptedException {
        paths.awaitNewSession(NODE.name());
        for (String address : addresses) {
            String prefix = address + (address.contains(":") ? "/128" : "/32");
            Await.until(
                    prefix + " told anew by FRR",
                    Stage.LIMIT,
                    () -> frr.plain().equals(paths.to(prefix).get(NODE.name())),
                    () -> paths.to(prefix).toString());
        }
        frr.awaitBackend(NODE.name(), "True", "works");
        stage.awaitNextHops(addresses, ALL);
        paths.requireSameSessions();
    }
}
