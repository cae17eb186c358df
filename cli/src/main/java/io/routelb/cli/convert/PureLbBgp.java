package io.routelb.cli.convert;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** PureLB's BGPConfiguration ({@code bgp.purelb.io/v1}, of its GoBGP controller): one object with a RoutingConfig and BGPPeers inside. */
final class PureLbBgp implements Conversion.Origin {
    /** Parts of it that have no counterpart, and what there is instead. */
    private static final Map<String, String> WITHOUT = Map.of(
            "vrfs", "RouteLB has no VRFs",
            "policyDefinitions",
                    "what is announced is said by BGPAdvertisements, what is accepted by import of a BGPPeer",
            "definedSets", "what is announced is said by BGPAdvertisements, what is accepted by import of a BGPPeer");

    private static final Set<String> WHOLE_BLOCKS = Set.of("bfd", "nodeSelector");

    @Override
    public boolean takes(Manifest manifest) {
        return manifest.group().equals("bgp.purelb.io");
    }

    @Override
    public void convert(List<Manifest> own, List<Manifest> all, Conversion into) throws ManifestException {
        for (Manifest manifest : own) {
            if (manifest.kind().equals("BGPConfiguration")) {
                configuration(manifest, into);
            } else {
                into.lost(manifest, "", "RouteLB has nothing for this kind");
            }
        }
    }

    private static void configuration(Manifest manifest, Conversion into) throws ManifestException {
        Written spec = Written.spec(manifest);
        into.routing(manifest, "RoutingConfig", manifest.name(), config(spec, into));
        Map<String, JsonObject> groups = new TreeMap<>();
        for (Written group : spec.objects("peerGroups")) {
            groups.put(group.object("config").text("peerGroupName"), group.json());
            group.ignoreAll(); // read where they are used
        }
        for (Written neighbor : spec.objects("neighbors")) {
            neighbor(neighbor, groups, into);
        }
        for (Written dynamic : spec.objects("dynamicNeighbors")) {
            JsonObject group = groups.getOrDefault(dynamic.text("peerGroup"), new JsonObject());
            Written merged = Written.made(manifest, dynamic.path(), group.deepCopy());
            String prefix = dynamic.text("prefix");
            merged.object("config").ignore("peerGroupName");
            into.routing(
                    manifest,
                    "BGPPeer",
                    Peers.name(manifest.name(), prefix),
                    peer(merged, new Tree().text("prefix", prefix), into));
        }
        for (Map.Entry<String, String> without : new TreeMap<>(WITHOUT).entrySet()) {
            if (spec.has(without.getKey())) {
                spec.ignore(without.getKey());
                into.lost(manifest, "spec." + without.getKey(), without.getValue());
            }
        }
        into.close(spec);
    }

    private static Tree config(Written spec, Conversion into) throws ManifestException {
        Written global = spec.object("global");
        String id = global.text("routerID");
        Tree config = new Tree()
                .text("backend", "Native")
                .number("localASN", global.number("asn"))
                .text("routerID", id.startsWith("$") ? "" : id)
                .number("listenPort", global.number("listenPort"))
                .texts("listenAddresses", global.texts("listenAddresses"));
        if (id.startsWith("$") && !id.equals("${NODE_IP}") && !id.equals("${NODE_IPV4}")) {
            into.lost(
                    spec.manifest(),
                    "spec.global.routerID",
                    "without a number it is the node's IPv4 address, or one made of its name");
        }
        global.ignore("routerIDPool", "families", "nodeStatus");
        restart(global, config);
        Tree best = new Tree();
        if (!global.isTrue("useMultiplePaths")) {
            into.checkOnce(
                    spec.manifest(),
                    "spec.global.useMultiplePaths",
                    "RouteLB uses up to 16 equal paths; bestPath.maximumPaths: 1 is one");
        }
        Written options = global.object("routeSelectionOptions");
        if (options.isTrue("alwaysCompareMed")) {
            best.flag("alwaysCompareMED", true);
        }
        config.tree("bestPath", best);
        Written taken = spec.object("netlinkImport");
        taken.ignore("enabled", "interfaceList"); // what is on kube-lb0 is announced anyhow
        exported(spec.object("netlinkExport"), config, into);
        return config;
    }

    private static void exported(Written export, Tree config, Conversion into) throws ManifestException {
        if (!export.isTrue("enabled")) {
            export.ignoreAll();
            return;
        }
        export.ignore("dampeningInterval");
        Tree learned = new Tree().flag("install", true);
        List<Written> rules = export.objects("rules");
        if (!rules.isEmpty()) {
            Written first = rules.getFirst();
            first.ignore("name", "validateNexthop");
            if (first.number("tableId").orElse(0) != 0) {
                learned.number("table", first.number("tableId"));
            }
            if (first.number("metric").orElse(0) != 0) {
                learned.number("metric", first.number("metric"));
            }
        }
        if (export.number("routeProtocol").orElse(0) != 0) {
            learned.number("protocol", export.number("routeProtocol"));
        }
        into.check(
                export.manifest(),
                "spec.netlinkExport",
                "what is accepted at all is in import.prefixes of each BGPPeer, and nothing if that is empty");
        config.tree("learnedRoutes", learned);
    }

    private static void restart(Written in, Tree into) throws ManifestException {
        if (in.has("gracefulRestart")) {
            Written restart = in.object("gracefulRestart");
            Tree ours = new Tree().flag("enabled", restart.isTrue("enabled"));
            if (restart.number("restartTime").orElse(0) > 0) {
                ours.text("restartTime", restart.number("restartTime").getAsLong() + "s");
            }
            into.tree("gracefulRestart", ours);
        }
    }

    private static void neighbor(Written written, Map<String, JsonObject> groups, Conversion into)
            throws ManifestException {
        String group = written.object("config").text("peerGroup");
        JsonObject merged = groups.containsKey(group)
                ? merged(groups.get(group), written.json())
                : written.json().deepCopy();
        written.ignoreAll(); // read below, with what the group says
        Written neighbor = Written.made(written.manifest(), written.path(), merged);
        Written config = neighbor.object("config");
        config.ignore("peerGroup", "peerGroupName", "description");
        String address = config.text("neighborAddress");
        String link = config.text("neighborInterface");
        if (config.isTrue("adminDown")) {
            into.lost(
                    written.manifest(),
                    neighbor.path("config.adminDown"),
                    "a peer that is not to be used is not written; left out");
            return;
        }
        Tree place = new Tree()
                .tree("nodeSelector", neighbor.tree("nodeSelector"))
                .text("address", address)
                .text("interface", address.isEmpty() ? link : "");
        into.routing(
                written.manifest(),
                "BGPPeer",
                Peers.name(written.manifest().name(), address.isEmpty() ? link : address),
                peer(neighbor, place, into));
        into.close(neighbor);
    }

    /** What a neighbour says itself counts; bfd is all of one or all of the other. */
    private static JsonObject merged(JsonObject group, JsonObject neighbor) {
        JsonObject all = group.deepCopy();
        for (Map.Entry<String, JsonElement> field : neighbor.entrySet()) {
            boolean both = all.get(field.getKey()) instanceof JsonObject
                    && field.getValue() instanceof JsonObject
                    && !WHOLE_BLOCKS.contains(field.getKey());
            all.add(
                    field.getKey(),
                    both
                            ? merged(
                                    all.getAsJsonObject(field.getKey()),
                                    field.getValue().getAsJsonObject())
                            : field.getValue());
        }
        return all;
    }

    private static Tree peer(Written neighbor, Tree peer, Conversion into) throws ManifestException {
        Written config = neighbor.object("config");
        Peers.asn(peer, config.number("peerAsn"), "External");
        if (config.number("localAsn").orElse(0) != 0) {
            peer.number("localASN", config.number("localAsn"));
        }
        Written transport = neighbor.object("transport");
        peer.text("sourceAddress", transport.text("localAddress"));
        Written timers = neighbor.object("timers").object("config");
        peer.tree(
                "timers",
                Peers.timers(
                        Peers.seconds(timers, "holdTime"),
                        Peers.seconds(timers, "keepaliveInterval"),
                        Peers.seconds(timers, "connectRetry")));
        Written multihop = neighbor.object("ebgpMultihop");
        if (multihop.isTrue("enabled") && multihop.number("multihopTtl").orElse(0) > 0) {
            peer.number("ebgpMultihop", multihop.number("multihopTtl"));
        }
        if (transport.isTrue("passiveMode")) {
            peer.flag("passive", true);
        }
        password(config, peer, into);
        families(neighbor, peer, into);
        bfd(neighbor, peer);
        restart(neighbor, peer);
        Written reflector = neighbor.object("routeReflector");
        reflector.ignore("routeReflectorClusterId");
        if (reflector.isTrue("routeReflectorClient")) {
            peer.flag("routeReflectorClient", true);
        }
        if (config.number("allowOwnAsn").orElse(0) > 0) {
            peer.number("allowOwnASN", Math.min(config.number("allowOwnAsn").getAsLong(), 10));
        }
        return peer;
    }

    private static void password(Written config, Tree peer, Conversion into) throws ManifestException {
        Written secret = config.object("authPasswordSecretRef");
        secret.ignore("optional");
        if (!secret.text("name").isEmpty()) {
            peer.tree("passwordSecretRef", Peers.secret(secret.text("name"), secret.text("key")));
            Peers.secretToCopy(into, config.manifest(), config.path("authPasswordSecretRef"));
        } else if (config.has("authPassword")) {
            config.ignore("authPassword");
            String name = "bgp-" + Peers.name(config.text("neighborAddress"));
            peer.tree(
                    "passwordSecretRef",
                    Peers.passwordToMove(into, config.manifest(), config.path("authPassword"), name));
        }
    }

    private static void families(Written neighbor, Tree peer, Conversion into) throws ManifestException {
        List<String> families = new ArrayList<>();
        for (Written family : neighbor.objects("afiSafis")) {
            String name = family.text("family");
            if (!family.isTrue("enabled")) {
                continue;
            }
            switch (name) {
                case "ipv4-unicast" -> families.add("IPv4Unicast");
                case "ipv6-unicast" -> families.add("IPv6Unicast");
                default -> into.lost(family.manifest(), family.path("family"), "RouteLB speaks IPv4 and IPv6 unicast");
            }
            Written paths = family.object("addPaths");
            Tree add = new Tree();
            if (paths.number("sendMax").orElse(0) > 0) {
                add.flag("send", true);
            }
            if (paths.isTrue("receive")) {
                add.flag("receive", true);
            }
            if (!add.isEmpty() && !peer.json().has("addPath")) {
                peer.tree("addPath", add);
            }
            OptionalLong most = family.object("prefixLimit").number("maxPrefixes");
            if (most.orElse(0) > 0 && !peer.json().has("import")) {
                peer.tree("import", new Tree().number("maxPrefixes", most));
            }
        }
        peer.texts("families", families);
    }

    /** Intervals are microseconds there. */
    private static void bfd(Written neighbor, Tree peer) throws ManifestException {
        if (!neighbor.has("bfd")) {
            return;
        }
        Written bfd = neighbor.object("bfd");
        bfd.ignore("port");
        Optional<Boolean> enabled = bfd.flag("enabled");
        Tree ours = new Tree().flag("enabled", enabled.orElse(false));
        micros(bfd, "desiredMinimumTxInterval", "transmitInterval", ours);
        micros(bfd, "requiredMinimumReceive", "receiveInterval", ours);
        ours.number("detectMultiplier", bfd.number("detectionMultiplier"));
        peer.tree("bfd", ours);
    }

    private static void micros(Written bfd, String theirs, String ours, Tree into) throws ManifestException {
        OptionalLong micros = bfd.number(theirs);
        into.text(
                ours, Times.text(Duration.of(micros.isPresent() ? micros.getAsLong() : 1_000_000, ChronoUnit.MICROS)));
    }
}
