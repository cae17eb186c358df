package io.routelb.cli.convert;

import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LabelSelector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Cilium ({@code cilium.io}): CiliumLoadBalancerIPPool and CiliumL2AnnouncementPolicy; BGP is {@link CiliumBgp} and {@link CiliumPolicies}. */
final class Cilium implements Conversion.Origin {
    static final String NAMESPACE = "io.kubernetes.service.namespace";

    private static final String POOL = "CiliumLoadBalancerIPPool";
    private static final String L2 = "CiliumL2AnnouncementPolicy";
    private static final Set<String> KINDS = Set.of(
            POOL,
            L2,
            "CiliumBGPPeeringPolicy",
            "CiliumBGPClusterConfig",
            "CiliumBGPPeerConfig",
            "CiliumBGPAdvertisement",
            "CiliumBGPNodeConfigOverride");

    @Override
    public boolean takes(Manifest manifest) {
        return KINDS.contains(manifest.kind()) && manifest.group().equals("cilium.io");
    }

    @Override
    public void convert(List<Manifest> own, List<Manifest> all, Conversion into) throws ManifestException {
        boolean l2 = own.stream().anyMatch(one -> one.kind().equals(L2));
        boolean bgp = own.stream().anyMatch(one -> one.kind().startsWith("CiliumBGP"));
        List<Manifest> pools = Conversion.of(own, POOL);
        Map<String, LabelSelector> selectors = new HashMap<>();
        for (Manifest pool : pools) {
            pool(pool, l2 && !bgp, into).ifPresent(selector -> selectors.put(pool.name(), selector));
        }
        for (Manifest policy : Conversion.of(own, L2)) {
            l2(policy, into);
        }
        if (l2 && bgp && !pools.isEmpty()) {
            into.lost(
                    Conversion.of(own, L2).getFirst(),
                    "",
                    "addresses are announced by L2 and by BGP; a group of RouteLB is local or remote, and the pools are taken for remote");
        }
        new CiliumPolicies(pools, into).convert(Conversion.of(own, "CiliumBGPPeeringPolicy"));
        new CiliumBgp(own, into).convert();
        for (Manifest service : Conversion.of(all, "Service")) {
            poolOf(service, selectors, into);
        }
    }

    /** The selector of the Services the pool is for, when it has one that cannot be said of a group. */
    private static Optional<LabelSelector> pool(Manifest manifest, boolean local, Conversion into)
            throws ManifestException {
        Written spec = Written.spec(manifest);
        boolean whole = !spec.text("allowFirstLastIPs").equals("No");
        List<Ranges.Range> ranges = new ArrayList<>();
        for (String field : List.of("blocks", "cidrs")) {
            for (Written block : spec.objects(field)) {
                ranges.add(range(block, whole));
            }
        }
        if (local) {
            into.checkOnce(
                    manifest,
                    "spec.blocks",
                    "subnet is the smallest that holds the block; a local pool needs the one its nodes are in, which decides who announces");
        }
        Tree group = new Tree();
        Optional<LabelSelector> selector = selector(spec, group, into);
        Tree pools = new Tree();
        Ranges.put(pools, ranges, !local);
        if (spec.isTrue("disabled")) {
            into.lost(
                    manifest,
                    "spec.disabled",
                    "a group cannot be switched off; it is left out, and Services keep what they have");
        } else {
            into.group(
                    manifest,
                    "ServiceGroup",
                    into.groupName(manifest.name()),
                    group.tree(local ? "local" : "remote", pools));
        }
        into.close(spec);
        return selector;
    }

    private static Ranges.Range range(Written block, boolean whole) throws ManifestException {
        String cidr = block.text("cidr");
        String start = block.text("start");
        String stop = block.text("stop");
        try {
            if (cidr.isEmpty()) {
                return Ranges.parse(stop.isEmpty() ? start : start + "-" + stop);
            }
            Ranges.Range range = Ranges.parse(cidr);
            return whole ? range : range.without(Ranges.ends(range));
        } catch (InvalidValueException e) {
            throw block.wrong(cidr.isEmpty() ? "start" : "cidr", e);
        }
    }

    /** A selector of namespaces alone becomes the group's; any other is told, and used for the Services among the manifests. */
    private static Optional<LabelSelector> selector(Written spec, Tree group, Conversion into)
            throws ManifestException {
        LabelSelector selector = Selectors.parse(spec.object("serviceSelector"));
        if (selector.isCatchAll()) {
            return Optional.empty();
        }
        Set<String> namespaces = new TreeSet<>();
        boolean only = selector.matchLabels().keySet().stream().allMatch(NAMESPACE::equals)
                && selector.matchExpressions().stream()
                        .allMatch(one -> one.key().equals(NAMESPACE) && one.operator() == LabelSelector.Operator.IN)
                && selector.matchLabels().size() + selector.matchExpressions().size() == 1;
        if (!only) {
            into.lost(
                    spec.manifest(),
                    "spec.serviceSelector",
                    "groups select no Services; those among the manifests are annotated, others name the group with purelb.io/service-group");
            return Optional.of(selector);
        }
        namespaces.addAll(selector.matchLabels().values());
        selector.matchExpressions().forEach(one -> namespaces.addAll(one.values()));
        group.texts("namespaces", namespaces).flag("enforceNamespaces", true);
        into.check(
                spec.manifest(),
                "spec.serviceSelector",
                "enforceNamespaces keeps others out, and keeps these namespaces to the groups that list them");
        return Optional.empty();
    }

    /** Says which group a Service belongs to that was selected by its labels. */
    private static void poolOf(Manifest service, Map<String, LabelSelector> selectors, Conversion into)
            throws ManifestException {
        if (!Written.spec(service).text("type").equals("LoadBalancer")) {
            return;
        }
        Map<String, String> labels = new HashMap<>(Selectors.labels(service));
        labels.put(NAMESPACE, service.namespace());
        labels.put("io.kubernetes.service.name", service.name());
        List<String> pools = selectors.entrySet().stream()
                .filter(entry -> entry.getValue().matches(labels))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!pools.isEmpty()) {
            into.serve(service, into.groupName(pools.getFirst()));
        }
    }

    private static void l2(Manifest manifest, Conversion into) throws ManifestException {
        Written spec = Written.spec(manifest);
        List<String> links = spec.texts("interfaces");
        Tree agent = new Tree().tree("nodeSelector", spec.tree("nodeSelector"));
        Tree local = new Tree()
                .text(
                        "localInterface",
                        links.size() > 1 ? "(" + String.join("|", links) + ")" : String.join("", links));
        into.group(manifest, "LBNodeAgent", manifest.name(), agent.tree("local", local));
        JsonObject services = spec.tree("serviceSelector");
        if (!services.isEmpty()) {
            into.lost(manifest, "spec.serviceSelector", "every Service of a local group is announced");
        }
        spec.ignore("loadBalancerIPs");
        if (spec.isTrue("externalIPs")) {
            into.lost(manifest, "spec.externalIPs", "external IPs are announced by BGP only");
        }
        into.close(spec);
    }
}
