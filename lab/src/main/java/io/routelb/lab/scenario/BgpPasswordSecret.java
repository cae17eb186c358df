package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurSpeaker;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** TCP MD5 passwords from Secrets, and the other options of a BGPPeer, from the API to the wire, with the real agents. */
final class BgpPasswordSecret implements ClusterScenario {
    private static final String NODE = "n1";
    private static final String FIRST = "kept-by-two-81f0";
    private static final String SECOND = "kept-by-two-94c7";
    private static final String WRONG = "kept-by-one-0e52";
    private static final String BIRD_V6 = "2001:db8:0:2::2";
    private static final long BIRD_ASN = 64_501;
    private static final String MIRROR = "192.0.2.3";
    private static final Asn MIRROR_ASN = new Asn(64_503);
    private static final Duration HOLD = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "bgp-password-secret";
    }

    @Override
    public String summary() {
        return "passwords from Secrets: sessions with FRR and BIRD, changed while a session is up, deleted, never seen; other options of a BGPPeer at BIRD";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        withFrr(stage, routing);
        withBird(stage, routing);
        changedLive(stage, routing);
        deleted(stage, routing);
        nowhereToBeSeen(stage, routing);
    }

    /** No Secret, no session; with it the sessions of all nodes are up. */
    private static void withFrr(Stage stage, RoutingObjects routing) throws IOException, InterruptedException {
        routing.peer("r1", object("passwordSecretRef", object("name", "bgp-r1")));
        Await.until(
                "no session without the Secret",
                Stage.LIMIT,
                () -> stage.lab().router().establishedPeers().isEmpty());
        awaitNamed(routing, "bgp-r1");
        stage.lab().router().configure("router bgp 64500", "neighbor nodes password " + FIRST);
        routing.secret("bgp-r1", FIRST);
        stage.figures()
                .seconds(
                        "secret_to_sessions_s",
                        Await.until(
                                "the sessions with FRR",
                                Stage.LIMIT,
                                () -> stage.lab().router().establishedPeers().size()
                                        == stage.lab().nodes().size(),
                                () -> stage.lab().router().establishedPeers().toString()));
    }

    private static void awaitNamed(RoutingObjects routing, String secret) throws IOException, InterruptedException {
        Await.until(
                "a condition that names Secret " + secret,
                Stage.LIMIT,
                () -> routing.report(NODE).contains("Secret " + secret + " of passwordSecretRef"),
                () -> routing.report(NODE));
    }

    /** Over IPv6, known to us by its prefix only, with everything a BGPPeer can ask for and BIRD can show. */
    private static void withBird(Stage stage, RoutingObjects routing) throws IOException, InterruptedException {
        LabNetwork.furtherRouter("bird", "192.0.2.2", BIRD_V6);
        String ours = stage.lab().node(NODE).node().v6();
        BirdDaemon bird = bird(stage, ours);
        routing.secret("bgp-bird", FIRST);
        JsonObject spec = peer("bird", "prefix", BIRD_V6 + "/127", BIRD_ASN, "9s");
        spec.addProperty("maxNeighbours", 1);
        spec.add("ttlSecurity", object("hops", 1));
        spec.addProperty("role", "Customer");
        spec.addProperty("strictRole", true);
        spec.add("gracefulRestart", object("restartTime", "77s"));
        spec.add("bfd", object("detectMultiplier", 5));
        spec.add("addPath", object("receive", true));
        routing.peer("bird", spec);
        Await.until("the session with BIRD", Stage.LIMIT, () -> bird.established(ours), () -> bird.about(ours));
        Await.until(
                "BFD at BIRD",
                Stage.LIMIT,
                () -> bird.birdc("show bfd sessions").matches("(?s).*" + ours + ".*Up.*"));
        String seen = bird.about(ours);
        for (String option : List.of("Restart time: 77", "Role: customer", "ADD-PATH", "RX:")) {
            Stage.require(seen.contains(option), "BIRD does not see " + option + ": " + seen);
        }
    }

    private static BirdDaemon bird(Stage stage, String ours) throws IOException, InterruptedException {
        BirdDaemon bird = new BirdDaemon(
                new Cable(NODE, "bird", 1),
                stage.lab().workspace().own("bird"),
                stage.lab().workspace().logs());
        bird.start(new RouterSetup(
                BIRD_ASN,
                "192.0.2.2",
                List.of(new RouterSetup.Neighbour(
                        BIRD_V6,
                        ours,
                        64_512,
                        Set.of(IpFamily.values()),
                        Duration.ofSeconds(9),
                        Set.of(
                                new Option.Dials(),
                                new Option.Md5(FIRST),
                                new Option.TtlSecurity(1),
                                new Option.Role("provider"),
                                new Option.GracefulRestart(Duration.ofMinutes(1)),
                                new Option.Bfd(Duration.ofMillis(300), 3)))),
                List.of()));
        return bird;
    }

    /** {@code who} is {@code address} or {@code prefix}. */
    private static JsonObject peer(String name, String who, String where, long asn, String hold) {
        return object(
                who,
                where,
                "asn",
                asn,
                "nodeSelector",
                object("matchLabels", object("kubernetes.io/hostname", NODE)),
                "timers",
                object("holdTime", hold, "connectRetryTime", "500ms"),
                "passwordSecretRef",
                object("name", "bgp-" + name));
    }

    /** Opposite a speaker that takes a new password without a new session, too: FRR and BIRD begin a new one. */
    private static void changedLive(Stage stage, RoutingObjects routing) throws IOException, InterruptedException {
        LabNetwork.furtherRouter("mirror", MIRROR, "2001:db8:0:2::3");
        String ours = stage.lab().node(NODE).node().v4();
        OurSpeaker mirror = OurSpeaker.start(
                stage.lab().workspace().programs(),
                new Cable("mirror", NODE, 1),
                stage.lab().workspace().logs().resolve("mirror.log"));
        mirror.apply(intent(ours, FIRST));
        routing.secret("bgp-mirror", FIRST);
        routing.peer("mirror", peer("mirror", "address", MIRROR, MIRROR_ASN.value(), HOLD.toSeconds() + "s"));
        mirror.await("the session with " + NODE, ours, each -> each.state().equals("Established"));
        Optional<String> since = awaitSince(routing);
        mirror.apply(intent(ours, SECOND));
        routing.secret("bgp-mirror", SECOND);
        Await.throughout(
                "the session while both ends' passwords change",
                HOLD.multipliedBy(2),
                () -> mirror.established(ours)
                        && mirror.peer(ours).orElseThrow().flaps() == 0);
        Stage.require(
                routing.since(NODE, MIRROR).equals(since),
                "up since " + routing.since(NODE, MIRROR) + " and before since " + since);
        routing.secret("bgp-mirror", WRONG);
        mirror.await("the end of the session with a wrong password", ours, each -> each.flaps() == 1);
        routing.secret("bgp-mirror", SECOND);
        mirror.await("the session again", ours, each -> each.state().equals("Established"));
        mirror.stop();
    }

    private static Optional<String> awaitSince(RoutingObjects routing) throws IOException, InterruptedException {
        Await.until(
                "the session in the report of " + NODE,
                Stage.LIMIT,
                () -> routing.report(NODE).matches(".*\"address\":\"192\\.0\\.2\\.3\"[^}]*\"state\":\"Established\".*"),
                () -> routing.report(NODE));
        return routing.since(NODE, MIRROR);
    }

    private static RoutingIntent intent(String node, String password) {
        RoutingIntent.Peer peer = new RoutingIntent.Peer(
                NODE,
                Addresses.of(node),
                new RoutingIntent.PeerAsn.External(),
                MIRROR_ASN,
                179,
                Optional.of(Addresses.of(MIRROR)),
                new RoutingIntent.Timers(HOLD, HOLD.dividedBy(3), Duration.ofMillis(500)),
                OptionalInt.of(1),
                Set.of(IpFamily.values()),
                true,
                PeerOptions.DEFAULT.withPassword(new SessionPassword(password)),
                Map.of());
        return new RoutingIntent(MIRROR_ASN, Addresses.of(MIRROR).toIPv4(), 179, List.of(peer));
    }

    private static void deleted(Stage stage, RoutingObjects routing) throws IOException, InterruptedException {
        routing.deleteSecret("bgp-r1");
        Await.until(
                "no session without the Secret any more",
                Stage.LIMIT,
                () -> stage.lab().router().establishedPeers().isEmpty());
        awaitNamed(routing, "bgp-r1");
        Stage.require(
                !routing.report(NODE).contains("Secret bgp-bird"), "another peer was hurt: " + routing.report(NODE));
    }

    /** Not in what the agents log, are called with, keep or report. */
    private static void nowhereToBeSeen(Stage stage, RoutingObjects routing) throws IOException {
        Map<String, String> places = new TreeMap<>();
        for (NodeHost node : stage.lab().nodes()) {
            places.put("the report of " + node.name(), routing.report(node.name()));
            places.put("what " + node.name() + " keeps", text(node.stateFile()));
            for (LabProcess process : node.processes()) {
                Path proc = Path.of("/proc", Long.toString(process.pid()));
                places.put("the arguments of " + process.name(), text(proc.resolve("cmdline")));
                places.put("the environment of " + process.name(), text(proc.resolve("environ")));
                places.put("the log of " + process.name(), String.join("\n", process.logTail(Integer.MAX_VALUE)));
            }
        }
        List<String> found = new ArrayList<>();
        places.forEach((place, text) -> {
            if (List.of(FIRST, SECOND, WRONG).stream().anyMatch(text::contains)) {
                found.add(place);
            }
        });
        Stage.require(found.isEmpty(), "a password can be read in " + found);
        Stage.require(
                places.values().stream().filter(text -> !text.isEmpty()).count()
                        > 2L * stage.lab().nodes().size(),
                "there was nothing to be looked into: " + places.keySet());
        stage.figures().put("places_without_a_password", places.size());
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
    }
}
