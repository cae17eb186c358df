package io.routelb.cli.convert;

import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** MetalLB's BGPPeer (v1beta1 and v1beta2) with its BFDProfile, and the RoutingConfig that goes with them. */
final class MetalLbPeers {
    /** What FRR takes for {@code ebgp-multihop} without a number. */
    private static final int ANY_HOPS = 255;

    private final List<Manifest> peers;
    private final List<Manifest> profiles;
    private final Conversion into;
    private final Set<String> used = new HashSet<>();

    MetalLbPeers(List<Manifest> own, Conversion into) {
        this.peers = Conversion.of(own, "BGPPeer");
        this.profiles = Conversion.of(own, "BFDProfile");
        this.into = into;
    }

    /** The names of ours by the name of each of theirs. */
    Map<String, List<String>> convert() throws ManifestException {
        Map<String, List<String>> names = new HashMap<>();
        List<Long> local = new ArrayList<>();
        for (Manifest manifest : peers) {
            Written.spec(manifest).number("myASN").ifPresent(local::add);
        }
        OptionalLong usual = Peers.usual(local);
        for (Manifest manifest : peers) {
            names.put(manifest.name(), peer(manifest, usual));
        }
        if (!peers.isEmpty()) {
            into.routing(
                    peers.getFirst(),
                    "RoutingConfig",
                    "default",
                    new Tree().text("backend", "Native").number("localASN", usual));
        }
        for (Manifest profile : profiles) {
            if (!used.contains(profile.name())) {
                into.check(profile, "", "no BGPPeer among the manifests names it; in RouteLB bfd is part of a BGPPeer");
            }
        }
        return names;
    }

    private List<String> peer(Manifest manifest, OptionalLong usual) throws ManifestException {
        Written spec = Written.spec(manifest);
        List<JsonObject> nodes = Selectors.anyOf(spec.objects("nodeSelectors"));
        Tree body = body(spec, usual);
        List<String> names = new ArrayList<>();
        for (int at = 0; at < nodes.size(); at++) {
            String name = nodes.size() == 1 ? manifest.name() : manifest.name() + "-" + (at + 1);
            names.add(name);
            Tree ours = new Tree().tree("nodeSelector", nodes.get(at));
            body.json().entrySet().forEach(field -> ours.value(field.getKey(), field.getValue()));
            into.routing(manifest, "BGPPeer", name, ours);
        }
        if (nodes.size() > 1) {
            into.check(
                    manifest,
                    "spec.nodeSelectors",
                    "there is a BGPPeer for each selector; on a node that several select, the oldest counts");
        }
        into.close(spec);
        return names;
    }

    private Tree body(Written spec, OptionalLong usual) throws ManifestException {
        String link = spec.text("interface");
        Tree peer = new Tree().text("address", spec.text("peerAddress")).text("interface", link);
        String dynamic = spec.text("dynamicASN");
        OptionalLong asn = spec.number("peerASN");
        String word = dynamic.isEmpty() ? "" : dynamic.substring(0, 1).toUpperCase(Locale.ROOT) + dynamic.substring(1);
        Peers.asn(peer, asn, word);
        OptionalLong own = spec.number("myASN");
        if (!own.equals(usual)) {
            peer.number("localASN", own);
        }
        if (spec.number("peerPort").orElse(0) != 0) {
            peer.number("port", spec.number("peerPort"));
        }
        peer.text("sourceAddress", spec.text("sourceAddress"))
                .tree(
                        "timers",
                        Peers.timers(
                                Peers.duration(spec, "holdTime"),
                                Peers.duration(spec, "keepaliveTime"),
                                Peers.duration(spec, "connectTime")));
        boolean far = spec.isTrue("ebgpMultiHop");
        boolean internal = dynamic.equals("internal") || (asn.isPresent() && asn.equals(own));
        if (far && link.isEmpty() && !internal) {
            peer.number("ebgpMultihop", ANY_HOPS);
        }
        families(spec, peer);
        password(spec, peer);
        bfd(spec, far && !internal, peer);
        restart(spec, peer);
        toldOf(spec);
        return peer;
    }

    /** One family only, that of the session, when multi-protocol BGP is off. */
    private void families(Written spec, Tree peer) throws ManifestException {
        spec.ignore("dualStackAddressFamily"); // both families is what we have anyhow
        if (spec.isTrue("disableMP")) {
            boolean six = spec.text("peerAddress").contains(":");
            peer.texts("families", List.of(six ? "IPv6Unicast" : "IPv4Unicast"));
        }
    }

    private void password(Written spec, Tree peer) throws ManifestException {
        Manifest about = spec.manifest();
        Written secret = spec.object("passwordSecret");
        String name = secret.text("name");
        secret.ignore("namespace");
        if (!name.isEmpty()) {
            peer.tree("passwordSecretRef", Peers.secret(name, ""));
            Peers.secretToCopy(into, about, "spec.passwordSecret");
        } else if (!spec.text("password").isEmpty()) {
            peer.tree("passwordSecretRef", Peers.passwordToMove(into, about, "spec.password", "bgp-" + about.name()));
        }
        spec.ignore("password");
    }

    private void bfd(Written spec, boolean far, Tree peer) throws ManifestException {
        String name = spec.text("bfdProfile");
        if (name.isEmpty()) {
            return;
        }
        Optional<Manifest> profile = Conversion.named(profiles, "BFDProfile", name);
        Tree bfd = new Tree().flag("enabled", true);
        if (profile.isEmpty()) {
            into.lost(
                    spec.manifest(),
                    "spec.bfdProfile",
                    "BFDProfile " + name + " is not among the manifests; the intervals are RouteLB's defaults");
        } else {
            profile(profile.get(), bfd);
        }
        if (far) {
            bfd.flag("multihop", true);
        }
        peer.tree("bfd", bfd);
    }

    private void profile(Manifest manifest, Tree bfd) throws ManifestException {
        Written spec = Written.spec(manifest);
        for (String field : List.of("transmitInterval", "receiveInterval")) {
            OptionalLong millis = spec.number(field);
            if (millis.isPresent()) {
                bfd.text(field, Times.text(Duration.ofMillis(millis.getAsLong())));
            }
        }
        bfd.number("detectMultiplier", spec.number("detectMultiplier"));
        spec.ignore("echoInterval");
        boolean first = used.add(manifest.name());
        if (spec.isTrue("echoMode") && first) {
            into.lost(manifest, "spec.echoMode", "RouteLB sends no echo packets; the control packets do the same");
        }
        if (spec.isTrue("passiveMode") && first) {
            into.lost(manifest, "spec.passiveMode", "RouteLB's BFD always begins by itself");
        }
        if (spec.number("minimumTtl").isPresent() && first) {
            into.lost(
                    manifest,
                    "spec.minimumTtl",
                    "ttlSecurity of a BGPPeer bounds the hops of BGP; BFD has no such bound");
        }
        if (first) {
            into.close(spec);
        }
    }

    private void restart(Written spec, Tree peer) throws ManifestException {
        Optional<Boolean> enabled = spec.flag("enableGracefulRestart");
        if (enabled.isPresent()) {
            peer.tree("gracefulRestart", new Tree().flag("enabled", enabled));
        } else {
            into.checkOnce(spec.manifest(), "spec.enableGracefulRestart", Peers.RESTART_IS_ON);
        }
    }

    private void toldOf(Written spec) throws ManifestException {
        if (!spec.text("routerID").isEmpty()) {
            into.lost(
                    spec.manifest(),
                    "spec.routerID",
                    "a router ID is a node's, not a peer's: routerID of a RoutingConfig for that node; without one it is the node's IPv4 address");
        }
        if (!spec.text("vrf").isEmpty()) {
            into.lost(spec.manifest(), "spec.vrf", "RouteLB has no VRFs; the session is in the main one");
        }
    }
}
