package io.routelb.cli.convert;

import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** CiliumBGPPeeringPolicy ({@code cilium.io/v2alpha1}): peers and what they are told, in one object. */
final class CiliumPolicies {
    private final List<Manifest> pools;
    private final Conversion into;

    CiliumPolicies(List<Manifest> pools, Conversion into) {
        this.pools = pools;
        this.into = into;
    }

    void convert(List<Manifest> policies) throws ManifestException {
        for (Manifest manifest : policies) {
            policy(manifest);
        }
    }

    private void policy(Manifest manifest) throws ManifestException {
        Written spec = Written.spec(manifest);
        List<Written> routers = spec.objects("virtualRouters");
        JsonObject nodes = spec.tree("nodeSelector");
        OptionalLong asn =
                routers.isEmpty() ? OptionalLong.empty() : routers.getFirst().number("localASN");
        into.routing(
                manifest,
                "RoutingConfig",
                manifest.name(),
                new Tree()
                        .tree("nodeSelector", nodes)
                        .text("backend", "Native")
                        .number("localASN", asn)
                        .number("listenPort", 0));
        for (int at = 0; at < routers.size(); at++) {
            String name = routers.size() == 1 ? manifest.name() : manifest.name() + "-" + (at + 1);
            router(routers.get(at), name, nodes, asn);
        }
        into.check(
                manifest,
                "spec.virtualRouters",
                "Cilium listens only where a Node's annotation cilium.io/bgp-virtual-router.ASN says local-port; listenPort is 0. What such annotations"
                        + " say is not carried over");
        into.close(spec);
    }

    private void router(Written router, String name, JsonObject nodes, OptionalLong usual) throws ManifestException {
        List<String> peers = new ArrayList<>();
        for (Written neighbor : router.objects("neighbors")) {
            peers.add(neighbor(neighbor, name, nodes, router.number("localASN"), usual));
        }
        boolean services = router.has("serviceSelector");
        if (services) {
            Tree ours = new Tree().texts("sources", List.of("LoadBalancerIP"));
            CiliumBgp.serviceSelector(router.object("serviceSelector"), ours);
            into.routing(router.manifest(), "BGPAdvertisement", name, ours.texts("peers", peers));
        }
        if (router.isTrue("exportPodCIDR")) {
            into.routing(
                    router.manifest(),
                    "BGPAdvertisement",
                    name + "-pods",
                    new Tree().texts("sources", List.of("PodCIDR")).texts("peers", peers));
        } else if (!services) {
            into.check(
                    router.manifest(),
                    router.path(),
                    "nothing is announced there; RouteLB without any BGPAdvertisement announces every address of remote groups to external peers");
        }
        if (router.has("serviceAdvertisements")) {
            List<String> types = router.texts("serviceAdvertisements");
            if (!types.equals(List.of("LoadBalancerIP"))) {
                into.lost(
                        router.manifest(),
                        router.path("serviceAdvertisements"),
                        "write them into sources of BGPAdvertisement " + name);
            }
        }
    }

    private String neighbor(Written neighbor, String router, JsonObject nodes, OptionalLong asn, OptionalLong usual)
            throws ManifestException {
        String address = neighbor.text("peerAddress").replaceFirst("/(32|128)$", "");
        String name = Peers.name(router, address);
        Tree peer = new Tree().tree("nodeSelector", nodes).text("address", address);
        Peers.asn(peer, neighbor.number("peerASN"), "External");
        if (!asn.equals(usual)) {
            peer.number("localASN", asn);
        }
        peer.number("port", neighbor.number("peerPort"));
        CiliumBgp.timers(neighbor, peer);
        if (neighbor.number("eBGPMultihopTTL").orElse(1) > 1) {
            peer.number("ebgpMultihop", neighbor.number("eBGPMultihopTTL"));
        }
        String secret = neighbor.text("authSecretRef");
        if (!secret.isEmpty()) {
            peer.tree("passwordSecretRef", Peers.secret(secret, ""));
            Peers.secretToCopy(into, neighbor.manifest(), neighbor.path("authSecretRef"));
        }
        CiliumBgp.restart(neighbor, peer, into);
        peer.texts("families", CiliumBgp.families(neighbor, into));
        into.routing(neighbor.manifest(), "BGPPeer", name, peer);
        attributes(neighbor, name);
        return name;
    }

    /** Attributes are said once more, for the peer they are for: several BGPAdvertisements of one route add up. */
    private void attributes(Written neighbor, String peer) throws ManifestException {
        List<Written> all = neighbor.objects("advertisedPathAttributes");
        for (int at = 0; at < all.size(); at++) {
            Written one = all.get(at);
            Tree ours = new Tree();
            LabelSelector selector = Selectors.parse(one.object("selector"));
            if (one.text("selectorType").equals("PodCIDR")) {
                ours.texts("sources", List.of("PodCIDR"));
                if (!selector.isCatchAll()) {
                    into.check(
                            one.manifest(),
                            one.path("selector"),
                            "it selected CiliumNodes; it selects Nodes by the same labels now");
                    ours.tree("nodeSelector", one.tree("selector"));
                }
            } else {
                ours.texts("sources", List.of("LoadBalancerIP"));
                List<String> groups = selector.isCatchAll()
                        ? List.of()
                        : pools.stream()
                                .filter(pool -> selector.matches(Selectors.labels(pool)))
                                .map(pool -> into.groupName(pool.name()))
                                .sorted()
                                .toList();
                if (groups.isEmpty() && !selector.isCatchAll()) {
                    into.lost(
                            one.manifest(),
                            one.path("selector"),
                            "no CiliumLoadBalancerIPPool among the manifests has such labels");
                    continue;
                }
                ours.texts("serviceGroups", groups);
            }
            ours.texts("peers", List.of(peer)).tree("attributes", CiliumBgp.attributes(one, into));
            into.routing(one.manifest(), "BGPAdvertisement", peer + "-" + (at + 1), ours);
        }
    }
}
