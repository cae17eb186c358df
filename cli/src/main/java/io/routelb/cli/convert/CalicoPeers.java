package io.routelb.cli.convert;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calico's BGPPeer with the BGPFilters it names. */
final class CalicoPeers {
    private static final Pattern DOTTED = Pattern.compile("([0-9]{1,5})\\.([0-9]{1,5})");
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]+)\\]:([0-9]+)|([0-9.]+):([0-9]+)");
    private static final int MOST_OWN = 10;

    /** Fields without a counterpart, and what to do instead. */
    private static final Map<String, String> WITHOUT = new TreeMap<>(Map.of(
            "peerSelector",
                    "nodes of RouteLB peer with each other by mesh.enabled; route reflectors by annotations of Nodes (mesh.md)",
            "keepOriginalNextHop", "a node of RouteLB always names itself",
            "nextHopMode", "a node of RouteLB always names itself, a route reflector keeps what it was told",
            "reachableBy", "a peer several hops away is reached by the kernel's own routes",
            "localWorkloadSelector", "RouteLB does not peer with pods",
            "reversePeering", "RouteLB's passive says which end dials"));

    private final List<Manifest> filters;
    private final Conversion into;

    CalicoPeers(List<Manifest> filters, Conversion into) {
        this.filters = filters;
        this.into = into;
    }

    void convert(List<Manifest> peers) throws ManifestException {
        for (Manifest manifest : peers) {
            peer(manifest);
        }
        for (Manifest filter : filters) {
            for (String field : List.of("exportV4", "exportV6")) {
                if (Written.spec(filter).has(field)) {
                    into.lost(
                            filter,
                            "spec." + field,
                            "what is announced is said by BGPAdvertisements, and nothing else is");
                }
            }
        }
    }

    /** A number, or the two halves of one with a dot between (RFC 5396). */
    static OptionalLong asn(Written in, String field) throws ManifestException {
        Matcher dotted = DOTTED.matcher(in.text(field));
        return dotted.matches()
                ? OptionalLong.of(Long.parseLong(dotted.group(1)) << 16 | Long.parseLong(dotted.group(2)))
                : in.number(field);
    }

    private void peer(Manifest manifest) throws ManifestException {
        Written spec = Written.spec(manifest);
        for (Map.Entry<String, String> without : WITHOUT.entrySet()) {
            if (spec.has(without.getKey())) {
                into.lost(manifest, "spec." + without.getKey(), without.getValue());
                spec.ignore(without.getKey());
            }
        }
        Optional<JsonObject> nodes = nodes(spec);
        if (spec.has("peerSelector") || nodes.isEmpty()) {
            return;
        }
        Tree peer = new Tree().tree("nodeSelector", nodes.get());
        String place = spec.text("peerIP");
        Matcher port = WITH_PORT.matcher(place);
        boolean withPort = port.matches();
        String address = withPort ? (port.group(1) == null ? port.group(3) : port.group(1)) : place;
        peer.text("address", address);
        Peers.asn(peer, asn(spec, "asNumber"), "External");
        peer.number("localASN", asn(spec, "localASNumber"));
        if (withPort) {
            peer.number("port", Long.parseLong(port.group(2) == null ? port.group(4) : port.group(2)));
        }
        keepalive(spec, peer);
        session(spec, peer);
        imports(spec, peer);
        into.routing(manifest, "BGPPeer", manifest.name(), peer);
        into.close(spec);
    }

    /** The nodes the peer is for; empty when that cannot be said, for then it would be for all. */
    private Optional<JsonObject> nodes(Written spec) throws ManifestException {
        String node = spec.text("node");
        if (!node.isEmpty()) {
            return Optional.of(Selectors.hosts(List.of(node)));
        }
        String selector = spec.text("nodeSelector");
        if (selector.isEmpty()) {
            return Optional.of(new JsonObject());
        }
        Optional<JsonObject> labels = CalicoSelector.parse(selector);
        if (labels.isEmpty()) {
            into.lost(
                    spec.manifest(),
                    "spec.nodeSelector",
                    "no label selector says the same; the peer is left out, for without a selector it would be every node's");
        }
        return labels;
    }

    private void keepalive(Written spec, Tree peer) throws ManifestException {
        peer.tree(
                "timers",
                Peers.timers(
                        Peers.duration(spec, "holdTime"), Peers.duration(spec, "keepaliveTime"), Optional.empty()));
    }

    private void session(Written spec, Tree peer) throws ManifestException {
        Manifest about = spec.manifest();
        spec.ignore("sourceAddress"); // of two addresses of a node the kernel chooses the one towards the peer
        Written secret = spec.object("password").object("secretKeyRef");
        secret.ignore("optional");
        if (!secret.text("name").isEmpty()) {
            peer.tree("passwordSecretRef", Peers.secret(secret.text("name"), secret.text("key")));
            Peers.secretToCopy(into, about, "spec.password");
        }
        OptionalLong hops = spec.number("ttlSecurity");
        if (hops.orElse(0) > 0) {
            peer.tree("ttlSecurity", new Tree().number("hops", hops));
        } else {
            into.checkOnce(
                    about,
                    "spec.peerIP",
                    "Calico's peers may be any number of hops away; one that is not on the node's own link needs ebgpMultihop");
        }
        if (spec.text("failureDetectionMode").equals("BFDIfDirectlyConnected")) {
            peer.tree("bfd", new Tree().flag("enabled", true));
        }
        Tree restart = new Tree();
        Peers.duration(spec, "maxRestartTime").ifPresent(time -> restart.text("restartTime", Times.text(time)));
        if (spec.text("restartMode").equals("LongLivedGracefulRestart")) {
            into.lost(about, "spec.restartMode", "say how long by gracefulRestart.longLivedStaleTime");
        }
        peer.tree("gracefulRestart", restart);
        OptionalLong own = spec.number("numAllowedLocalASNumbers");
        if (own.orElse(0) > MOST_OWN) {
            into.lost(about, "spec.numAllowedLocalASNumbers", "allowOwnASN is " + MOST_OWN + " at most");
        }
        if (own.orElse(0) > 0) {
            peer.number("allowOwnASN", Math.min(MOST_OWN, own.getAsLong()));
        }
    }

    private void imports(Written spec, Tree peer) throws ManifestException {
        JsonArray prefixes = new JsonArray();
        List<String> names = spec.texts("filters");
        for (String name : names) {
            Optional<Manifest> filter = Conversion.named(filters, "BGPFilter", name);
            if (filter.isEmpty()) {
                into.lost(spec.manifest(), "spec.filters", "BGPFilter " + name + " is not among the manifests");
                continue;
            }
            Written rules = Written.spec(filter.get());
            accepted(rules, "importV4", prefixes);
            accepted(rules, "importV6", prefixes);
        }
        peer.tree("import", new Tree().list("prefixes", prefixes));
        if (names.isEmpty()) {
            into.checkOnce(
                    spec.manifest(),
                    "",
                    "Calico accepts what a peer tells and puts it into the kernel; RouteLB accepts nothing without import.prefixes, and learnedRoutes.install"
                            + " puts it there");
        }
    }

    /** Rules that accept, up to one that rejects all; without such a one at the end everything is accepted there. */
    private void accepted(Written filter, String field, JsonArray prefixes) throws ManifestException {
        List<Written> rules = filter.objects(field);
        if (rules.isEmpty()) {
            return;
        }
        List<JsonObject> accepted = new ArrayList<>();
        boolean closed = false;
        for (Written rule : rules) {
            boolean all = rule.text("cidr").isEmpty() || rule.text("cidr").endsWith("/0");
            boolean accepts = rule.text("action").equals("Accept");
            boolean simple = rule.json().keySet().stream()
                    .allMatch(List.of("action", "cidr", "matchOperator", "prefixLength", "source")::contains);
            String operator = rule.text("matchOperator");
            if (!accepts && all && simple && !operator.startsWith("Not")) {
                closed = true;
                break;
            }
            if (!accepts
                    || !simple
                    || operator.startsWith("Not")
                    || rule.text("cidr").isEmpty()) {
                into.lost(
                        filter.manifest(),
                        rule.path(),
                        "import.prefixes is a list of what is accepted; this rule cannot be part of it");
                continue;
            }
            accepted.add(prefix(rule, operator));
        }
        if (!closed) {
            into.lost(
                    filter.manifest(),
                    "spec." + field,
                    "without a last rule that rejects all, the rest is accepted; import.prefixes has what is named, and nothing else");
        }
        accepted.forEach(prefixes::add);
    }

    private static JsonObject prefix(Written rule, String operator) throws ManifestException {
        Tree prefix = new Tree().text("cidr", rule.text("cidr"));
        Written length = rule.object("prefixLength");
        if (length.has("min") || length.has("max")) {
            prefix.number("ge", length.number("min")).number("le", length.number("max"));
        } else if (operator.equals("In")) {
            prefix.number("le", rule.text("cidr").contains(":") ? 128 : 32);
        }
        return prefix.json();
    }
}
