package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Capture;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A new holder of a local address tells its neighbours, as configured: gratuitous ARP request and reply, unsolicited NA. */
final class NodeGarp implements ClusterScenario {
    private static final String SERVICE = "web";

    @Override
    public String name() {
        return "node-garp";
    }

    @Override
    public String summary() {
        return "a new holder sends gratuitous ARP requests and replies and unsolicited neighbour advertisements, as configured";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        LocalAddresses local = LocalAddresses.on(stage, LocalAddresses.LINK);
        stage.lab().groups().apply(LocalAddresses.GROUP);
        Capture capture =
                Capture.start(LabNetwork.ROUTER, "br0", stage.lab().workspace().logs());
        stage.services().create(ServiceRequest.named(SERVICE).from("default"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses(SERVICE);
        for (String address : addresses) {
            String holder = local.awaitHolder(address);
            awaitTold(capture, address, holder, 3);
            stage.requests(address, 10, holder);
        }
        spaced(stage, capture, addresses.getFirst(), local.awaitHolder(addresses.getFirst()));
        LocalAddresses.configure(stage, object("garpConfig", object("count", 1)));
        for (String address : addresses) {
            move(stage, local, capture, address);
        }
        capture.stop();
    }

    /** From one holder to another, which its neighbour believes at once, and tells once as is now configured. */
    private static void move(Stage stage, LocalAddresses local, Capture capture, String address)
            throws IOException, InterruptedException {
        String before = local.awaitHolder(address);
        Stage.require(stage.lab().node(before).stopAgent(), "the agent of " + before + " did not end by itself");
        String after = local.awaitHolderBut(address, before);
        awaitTold(capture, address, after, 1);
        String mac = mac(after);
        Await.until(
                "r1 knowing " + address + " at " + mac,
                Stage.LIMIT,
                () -> Namespaces.run(LabNetwork.ROUTER, "ip", "neigh", "show", address)
                        .contains(mac));
        stage.requests(address, 10, after);
        Await.throughout(
                "one announcement only, as configured",
                Duration.ofMillis(800),
                () -> told(capture, address, mac).size() == (address.contains(":") ? 1 : 2));
        stage.lab().node(before).startAgent();
        local.awaitOn(address, before);
    }

    private static void awaitTold(Capture capture, String address, String node, int times)
            throws IOException, InterruptedException {
        String mac = mac(node);
        int frames = address.contains(":") ? times : 2 * times;
        Await.until(
                times + " announcements of " + address + " by " + mac,
                Stage.LIMIT,
                () -> told(capture, address, mac).size() == frames,
                () -> String.join("\n", capture.frames()));
        List<String> told = told(capture, address, mac);
        if (!address.contains(":")) {
            Stage.require(
                    told.stream()
                                    .filter(frame -> frame.contains("Reply " + address + " is-at " + mac))
                                    .count()
                            == times,
                    "not one reply for each request: " + told);
        }
    }

    /** Announcements from the MAC, to everybody. */
    private static List<String> told(Capture capture, String address, String mac) throws IOException {
        return capture.frames().stream()
                .filter(frame -> frame.contains(" " + mac + " > "))
                .filter(frame -> address.contains(":")
                        ? frame.contains("neighbor advertisement")
                                && frame.contains("ff02::1:")
                                && frame.contains("tgt is " + address)
                                && frame.contains("override")
                        : frame.contains(mac + " > ff:ff:ff:ff:ff:ff")
                                && (frame.contains("who-has " + address + " tell " + address)
                                        || frame.contains("who-has " + address + " (ff:ff:ff:ff:ff:ff) tell " + address)
                                        || frame.contains("Reply " + address + " is-at " + mac)))
                .toList();
    }

    private static void spaced(Stage stage, Capture capture, String address, String node)
            throws IOException, InterruptedException {
        List<Double> times = told(capture, address, mac(node)).stream()
                .map(frame -> Double.parseDouble(frame.substring(0, frame.indexOf(' '))))
                .toList();
        double whole = times.getLast() - times.getFirst();
        stage.figures().put("announced_for_s", Math.round(whole * 1000) / 1000.0);
        Stage.require(whole > 0.9, "three announcements, 500 ms apart, came within " + whole + " s");
    }

    private static String mac(String node) throws IOException, InterruptedException {
        return Namespaces.run(node, "cat", "/sys/class/net/" + LocalAddresses.LINK + "/address")
                .strip();
    }
}
