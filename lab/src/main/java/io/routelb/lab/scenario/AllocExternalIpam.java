package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.ClusterObjects;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NetBoxSidecar;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Addresses out of NetBox, by way of the sidecar in deploy/examples: announced like any other, and none lost whoever dies when. */
final class AllocExternalIpam implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final List<Endpoint> ENDPOINTS = List.of(Endpoint.on("n1"), Endpoint.on("n2"), Endpoint.on("n3"));
    private static final String GROUP = "netbox";
    /** A burst that the allocator is killed in the middle of. */
    private static final int BURST = 12;

    @Override
    public String name() {
        return "alloc-external-ipam";
    }

    @Override
    public String summary() {
        return "addresses from NetBox through a sidecar; a dead sidecar holds up nobody else, and no release is lost";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        NetBoxSidecar netBox =
                NetBoxSidecar.prepare(stage.lab().workspace(), GROUP, List.of("198.51.104.0/27", "2001:db8:54::/64"));
        try {
            netBox.start();
            stage.lab().objects().create(group(netBox));
            served(stage, netBox);
            sidecarAway(stage, netBox);
            allocatorKilled(stage, netBox);
        } finally {
            netBox.end();
        }
    }

    private static void served(Stage stage, NetBoxSidecar netBox) throws IOException, InterruptedException {
        long created = System.nanoTime();
        stage.services().create(external("web").families("RequireDualStack", List.of("IPv4", "IPv6")), ENDPOINTS);
        List<String> addresses = stage.awaitAddresses("web", 2);
        stage.figures().seconds("first_address_s", Duration.ofNanos(System.nanoTime() - created));
        Stage.require(
                addresses.equals(List.of("198.51.104.1", "2001:db8:54::1")), "web got " + addresses + " from NetBox");
        stage.services().create(external("pinned").ipv4().pinned("198.51.104.9"), ENDPOINTS);
        stage.awaitExactly("pinned", "198.51.104.9");
        stage.awaitNextHops(List.of("198.51.104.1", "2001:db8:54::1", "198.51.104.9"), ALL);
        stage.figures().put("spread", stage.requests("198.51.104.1", 60, ALL));
        awaitRecords(stage, netBox, "web", "pinned");
    }

    /** A Service that is to go waits and says so; others from elsewhere do not notice. */
    private static void sidecarAway(Stage stage, NetBoxSidecar netBox) throws IOException, InterruptedException {
        netBox.kill();
        stage.services().create(external("waiting").ipv4(), ENDPOINTS);
        stage.figures().put("pending", stage.awaitPending("waiting", "IpamRefused"));
        stage.services().delete("pinned");
        stage.figures().put("held_back", stage.awaitPending("pinned", "WaitingForIpamRelease"));
        stage.awaitNextHops(List.of("198.51.104.9"));
        long created = System.nanoTime();
        stage.services().create(ServiceRequest.named("normal").ipv4(), ENDPOINTS);
        stage.awaitAddresses("normal", 1);
        Duration normal = Duration.ofNanos(System.nanoTime() - created);
        stage.figures().seconds("normal_while_away_s", normal);
        Stage.require(normal.compareTo(Duration.ofSeconds(1)) <= 0, "a Service of another group waited " + normal);
        Stage.require(stage.services().get("pinned").isPresent(), "the Service went before its address was returned");
        stage.requests("198.51.104.1", 60, ALL);

        netBox.start();
        long back = System.nanoTime();
        stage.awaitAddresses("waiting", 1);
        Await.until(
                "pinned gone",
                Stage.LIMIT,
                () -> stage.services().get("pinned").isEmpty(),
                () -> String.valueOf(stage.services().get("pinned")));
        stage.figures().seconds("recovered_s", Duration.ofNanos(System.nanoTime() - back));
        awaitRecords(stage, netBox, "web", "waiting");
    }

    /** Killed while addresses are being given: what NetBox has on record in the end is what the Services show. */
    private static void allocatorKilled(Stage stage, NetBoxSidecar netBox) throws IOException, InterruptedException {
        String[] names = new String[BURST + 2];
        names[BURST] = "web";
        names[BURST + 1] = "waiting";
        for (int number = 0; number < BURST; number++) {
            names[number] = "burst-" + number;
            stage.services().create(external(names[number]).ipv4(), List.of());
        }
        Await.until(
                "NetBox giving to the burst",
                Stage.LIMIT,
                () -> netBox.records().size() > 4);
        stage.lab().allocator().kill();
        stage.figures().put("given_when_killed", netBox.records().size() - 3);
        stage.services().delete(names[0]);
        stage.lab().allocator().start();
        long started = System.nanoTime();
        String[] left = List.of(names).subList(1, names.length).toArray(String[]::new);
        awaitRecords(stage, netBox, left);
        stage.figures().seconds("no_leak_after_s", Duration.ofNanos(System.nanoTime() - started));
    }

    /** Waits until NetBox's records are exactly what these Services show. */
    private static void awaitRecords(Stage stage, NetBoxSidecar netBox, String... services)
            throws IOException, InterruptedException {
        Await.until(
                "NetBox's records being what the Services show",
                Stage.LIMIT,
                () -> {
                    List<String> shown = new ArrayList<>();
                    for (String service : services) {
                        List<String> addresses = stage.services().addresses(service);
                        if (addresses.isEmpty()) {
                            return false;
                        }
                        addresses.forEach(address -> shown.add(service + " " + address));
                    }
                    return records(netBox).equals(new TreeSet<>(shown));
                },
                () -> netBox.records().toString());
    }

    /** {@code name address}; the stand-in writes IPv6 in full. */
    private static NavigableSet<String> records(NetBoxSidecar netBox) throws IOException, InterruptedException {
        return netBox.records().stream()
                .map(record -> record.substring(record.indexOf('/') + 1).replaceFirst("(:0)+:", "::"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ServiceRequest external(String name) {
        return ServiceRequest.named(name).from(GROUP);
    }

    private static JsonObject group(NetBoxSidecar netBox) {
        return object(
                "apiVersion",
                "purelb.io/v2",
                "kind",
                "ServiceGroup",
                "metadata",
                object("name", GROUP, "namespace", ClusterObjects.SYSTEM),
                "spec",
                object(
                        "external",
                        object("provider", "NetBox", "socket", netBox.socket().toString(), "announce", "remote")));
    }
}
