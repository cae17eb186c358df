package io.routelb.cli.convert;

import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.LabelSelector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Cilium's BGP since v1.16 (v2alpha1 and v2): a CiliumBGPClusterConfig becomes a RoutingConfig and BGPPeers, which take in what the
 * CiliumBGPPeerConfigs say, a CiliumBGPAdvertisement becomes BGPAdvertisements to the peers that select it.
 */
final class CiliumBgp {
    private static final Map<String, String> WELL_KNOWN = Map.of(
            "internet", "0:0",
            "planned-shut", "graceful-shutdown",
            "route-filter-translated-v4", "65535:2",
            "route-filter-v4", "65535:3",
            "route-filter-translated-v6", "65535:4",
            "route-filter-v6", "65535:5",
            "llgr-stale", "65535:6");

    private final List<Manifest> own;
    private final Conversion into;
    private final Map<String, Written> peerConfigs = new TreeMap<>();
    /** The names of our peers, by the advertisements they select. */
    private final Map<String, Set<String>> audience = new LinkedHashMap<>();

    CiliumBgp(List<Manifest> own, Conversion into) {
        this.own = own;
        this.into = into;
    }

    void convert() throws ManifestException {
        for (Manifest manifest : Conversion.of(own, "CiliumBGPPeerConfig")) {
            peerConfigs.put(manifest.name(), Written.spec(manifest));
        }
        Map<String, Tree> configs = new TreeMap<>();
        List<String> special = Conversion.of(own, "CiliumBGPNodeConfigOverride").stream()
                .map(Manifest::name)
                .sorted()
                .toList();
        for (Manifest manifest : Conversion.of(own, "CiliumBGPClusterConfig")) {
            configs.put(manifest.name(), cluster(manifest, special));
        }
        for (Manifest manifest : Conversion.of(own, "CiliumBGPAdvertisement")) {
            advertisement(manifest);
        }
        for (Manifest manifest : Conversion.of(own, "CiliumBGPNodeConfigOverride")) {
            override(manifest, configs);
        }
        for (Written config : peerConfigs.values()) {
            into.close(config);
        }
    }

    private Tree cluster(Manifest manifest, List<String> special) throws ManifestException {
        Written spec = Written.spec(manifest);
        List<Written> instances = spec.objects("bgpInstances");
        Tree config = new Tree()
                .tree("nodeSelector", Selectors.without(spec.tree("nodeSelector"), special))
                .text("backend", "Native");
        OptionalLong asn = instances.isEmpty()
                ? OptionalLong.empty()
                : instances.getFirst().number("localASN");
        config.number("localASN", asn);
        OptionalLong port = instances.isEmpty()
                ? OptionalLong.empty()
                : instances.getFirst().number("localPort");
        config.number("listenPort", port.orElse(0));
        into.routing(manifest, "RoutingConfig", manifest.name(), config);
        for (Written instance : instances) {
            instance.ignore("name", "localPort");
            for (Written peer : instance.objects("peers")) {
                peer(peer, spec.tree("nodeSelector"), instance.number("localASN"), asn);
            }
        }
        if (instances.size() > 1) {
            into.check(
                    manifest,
                    "spec.bgpInstances",
                    "a node of RouteLB is one speaker; the peers of the other instances have its AS by localASN");
        }
        into.close(spec);
        return config;
    }

    private void peer(Written written, JsonObject nodes, OptionalLong asn, OptionalLong usual)
            throws ManifestException {
        Manifest about = written.manifest();
        String name = Peers.name(about.name(), written.text("name"));
        Tree peer = new Tree().tree("nodeSelector", nodes).text("address", written.text("peerAddress"));
        Written found = written.object("autoDiscovery");
        peer.text("interface", found.object("unnumbered").text("interface"));
        if (found.text("mode").equals("DefaultGateway")) {
            peer.text("autoDiscovery", "DefaultGateway");
        }
        String gateway = found.object("defaultGateway").text("addressFamily");
        Peers.asn(peer, written.number("peerASN"), "External");
        if (!asn.equals(usual)) {
            peer.number("localASN", asn);
        }
        Written reference = written.object("peerConfigRef");
        reference.ignore("group", "kind");
        String config = reference.text("name");
        Written shared = peerConfigs.get(config);
        if (shared != null) {
            settings(shared, gateway, peer);
            audience(shared, name);
        } else if (!config.isEmpty()) {
            into.lost(about, reference.path("name"), "CiliumBGPPeerConfig " + config + " is not among the manifests");
        }
        into.routing(about, "BGPPeer", name, peer);
    }

    private void settings(Written shared, String gateway, Tree peer) throws ManifestException {
        Written transport = shared.object("transport");
        transport.ignore("localPort");
        peer.number("port", transport.number("peerPort"));
        timers(shared.object("timers"), peer);
        if (shared.number("ebgpMultihop").orElse(1) > 1) {
            peer.number("ebgpMultihop", shared.number("ebgpMultihop"));
        }
        String secret = shared.text("authSecretRef");
        if (!secret.isEmpty()) {
            peer.tree("passwordSecretRef", Peers.secret(secret, ""));
            into.checkOnce(
                    shared.manifest(),
                    "spec.authSecretRef",
                    "the Secret is read from namespace " + into.settings().namespace() + "; copy it there");
        }
        restart(shared, peer);
        List<String> families = families(shared);
        if (!gateway.isEmpty()) {
            families = List.of(gateway.equals("ipv6") ? "IPv6Unicast" : "IPv4Unicast");
        }
        peer.texts("families", families);
    }

    /** As CiliumBGPPeeringPolicy has them, too. */
    static void timers(Written in, Tree peer) throws ManifestException {
        peer.tree(
                "timers",
                Peers.timers(
                        Peers.seconds(in, "holdTimeSeconds"),
                        Peers.seconds(in, "keepAliveTimeSeconds"),
                        Peers.seconds(in, "connectRetryTimeSeconds")));
    }

    private void restart(Written in, Tree peer) throws ManifestException {
        restart(in, peer, into);
    }

    static void restart(Written in, Tree peer, Conversion into) throws ManifestException {
        if (!in.has("gracefulRestart")) {
            into.checkOnce(in.manifest(), in.path("gracefulRestart"), Peers.RESTART_IS_ON);
            return;
        }
        Written restart = in.object("gracefulRestart");
        Tree ours = new Tree().flag("enabled", restart.isTrue("enabled"));
        OptionalLong seconds = restart.number("restartTimeSeconds");
        ours.text("restartTime", (seconds.isPresent() ? seconds.getAsLong() : 120) + "s");
        peer.tree("gracefulRestart", ours);
    }

    private List<String> families(Written in) throws ManifestException {
        return families(in, into);
    }

    static List<String> families(Written in, Conversion into) throws ManifestException {
        List<String> families = new ArrayList<>();
        for (Written family : in.objects("families")) {
            String afi = family.text("afi");
            if (!family.text("safi").equals("unicast") || !(afi.equals("ipv4") || afi.equals("ipv6"))) {
                into.lost(in.manifest(), family.path(), "RouteLB speaks IPv4 and IPv6 unicast");
            } else {
                families.add(afi.equals("ipv4") ? "IPv4Unicast" : "IPv6Unicast");
            }
        }
        return families.stream().distinct().sorted().toList();
    }

    /** Remembers to whom each advertisement goes. */
    private void audience(Written shared, String peer) throws ManifestException {
        List<Set<String>> byFamily = new ArrayList<>();
        for (Written family : shared.objects("families")) {
            Set<String> selected = new TreeSet<>();
            if (family.has("advertisements")) {
                LabelSelector selector = Selectors.parse(family.object("advertisements"));
                for (Manifest advertisement : Conversion.of(own, "CiliumBGPAdvertisement")) {
                    if (selector.matches(Selectors.labels(advertisement))) {
                        selected.add(advertisement.name());
                    }
                }
            }
            byFamily.add(selected);
            selected.forEach(name ->
                    audience.computeIfAbsent(name, first -> new TreeSet<>()).add(peer));
        }
        if (new HashSet<>(byFamily).size() > 1) {
            into.checkOnce(
                    shared.manifest(),
                    "spec.families",
                    "the families select different advertisements; a BGPAdvertisement is for both");
        }
    }

    private void advertisement(Manifest manifest) throws ManifestException {
        Written spec = Written.spec(manifest);
        Set<String> peers = audience.getOrDefault(manifest.name(), Set.of());
        if (peers.isEmpty()) {
            into.lost(
                    manifest,
                    "",
                    "no peer among the manifests selects it, and without peers it would go to all; left out");
            return;
        }
        List<Written> parts = spec.objects("advertisements");
        for (int at = 0; at < parts.size(); at++) {
            String name = parts.size() == 1 ? manifest.name() : manifest.name() + "-" + (at + 1);
            Optional<Tree> ours = part(parts.get(at));
            ours.ifPresent(tree -> into.routing(manifest, "BGPAdvertisement", name, tree.texts("peers", peers)));
        }
        into.close(spec);
    }

    private Optional<Tree> part(Written part) throws ManifestException {
        String type = part.text("advertisementType");
        Written service = part.object("service");
        boolean isService = type.equals("Service");
        if (!isService && !type.equals("PodCIDR")) {
            part.ignoreAll();
            into.lost(
                    part.manifest(),
                    part.path("advertisementType"),
                    "RouteLB announces Services and the nodes' pod CIDRs, not " + type);
            return Optional.empty();
        }
        if (!part.has("selector")) {
            part.ignoreAll();
            into.lost(part.manifest(), part.path("selector"), "without a selector it selects nothing there; left out");
            return Optional.empty();
        }
        Tree ours = new Tree().texts("sources", isService ? service.texts("addresses") : List.of("PodCIDR"));
        if (isService) {
            serviceSelector(part.object("selector"), ours);
        } else {
            part.ignore("selector");
            ours.tree("nodeSelector", part.tree("selector"));
        }
        ours.tree("attributes", attributes(part.object("attributes"), into));
        ours.number("aggregationLength", service.number("aggregationLengthIPv4"));
        ours.number("aggregationLengthV6", service.number("aggregationLengthIPv6"));
        return Optional.of(ours);
    }

    /** Cilium's label for the namespace of a Service is Kubernetes' label of that Namespace. */
    static void serviceSelector(Written selector, Tree ours) throws ManifestException {
        JsonObject labels = selector.tree("matchLabels").deepCopy();
        selector.ignore("matchExpressions");
        if (labels.has(Cilium.NAMESPACE)) {
            String namespace = labels.remove(Cilium.NAMESPACE).getAsString();
            ours.tree(
                    "namespaceSelector",
                    new Tree().tree("matchLabels", new Tree().text("kubernetes.io/metadata.name", namespace)));
        }
        Tree rest = new Tree().tree("matchLabels", labels);
        if (selector.json().has("matchExpressions")) {
            rest.list("matchExpressions", selector.json().getAsJsonArray("matchExpressions"));
        }
        ours.tree("serviceSelector", rest);
    }

    static Tree attributes(Written in, Conversion into) throws ManifestException {
        Written communities = in.object("communities");
        List<String> all = new ArrayList<>(communities.texts("standard"));
        for (String name : communities.texts("wellKnown")) {
            all.add(WELL_KNOWN.getOrDefault(name, name));
        }
        all.addAll(communities.texts("large"));
        return Peers.communities(communities, "standard", all, into)
                .number("localPreference", in.number("localPreference"));
    }

    /** A node's own values: a RoutingConfig for that node alone, which is all of the cluster's and what differs. */
    private void override(Manifest manifest, Map<String, Tree> configs) throws ManifestException {
        Written spec = Written.spec(manifest);
        for (Written instance : spec.objects("bgpInstances")) {
            instance.ignore("name");
            for (Written peer : instance.objects("peers")) {
                peer.ignoreAll();
                into.lost(
                        manifest,
                        peer.path(),
                        "sourceAddress is a BGPPeer's; write one for this node alone (nodeSelector), and keep the other one off it");
            }
            Tree own = new Tree().tree("nodeSelector", Selectors.hosts(List.of(manifest.name())));
            configs.values().stream()
                    .findFirst()
                    .ifPresent(base -> base.json().entrySet().stream()
                            .filter(field -> !field.getKey().equals("nodeSelector"))
                            .forEach(field -> own.value(field.getKey(), field.getValue())));
            own.number("localASN", orElse(instance.number("localASN"), own, "localASN"))
                    .text("routerID", instance.text("routerID"))
                    .number("listenPort", orElse(instance.number("localPort"), own, "listenPort"));
            into.routing(manifest, "RoutingConfig", Peers.name("node", manifest.name()), own);
            into.checkOnce(
                    manifest,
                    "",
                    "a node has one RoutingConfig: that of its own repeats the cluster's, whose nodeSelector leaves the node out");
        }
        into.close(spec);
    }

    private static OptionalLong orElse(OptionalLong value, Tree own, String field) {
        return value.isEmpty() && own.json().has(field)
                ? OptionalLong.of(own.json().get(field).getAsLong())
                : value;
    }
}
