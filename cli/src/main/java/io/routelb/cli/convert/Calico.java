package io.routelb.cli.convert;

import inet.ipaddr.IPAddress;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Calico ({@code projectcalico.org/v3} and {@code crd.projectcalico.org/v1}): BGPConfiguration and the IPPools for Services; peers are {@link
 * CalicoPeers}. The pods' network stays Calico's.
 */
final class Calico implements Conversion.Origin {
    private static final Set<String> KINDS = Set.of("BGPConfiguration", "BGPPeer", "BGPFilter", "IPPool");
    private static final long DEFAULT_ASN = 64512;
    private static final String LOAD_BALANCER = "LoadBalancer";

    @Override
    public boolean takes(Manifest manifest) {
        return manifest.group().endsWith("projectcalico.org") && KINDS.contains(manifest.kind());
    }

    @Override
    public void convert(List<Manifest> own, List<Manifest> all, Conversion into) throws ManifestException {
        Map<String, List<Prefix>> groups = new TreeMap<>();
        for (Manifest manifest : Conversion.of(own, "IPPool")) {
            pool(manifest, groups, into);
        }
        for (Manifest manifest : Conversion.of(own, "BGPConfiguration")) {
            if (manifest.name().equals("default")) {
                new Configuration(manifest, Written.spec(manifest), groups, into).convert();
            } else {
                into.lost(
                        manifest,
                        "",
                        "a node's own BGPConfiguration: write its values into a RoutingConfig with a nodeSelector for that node");
            }
        }
        new CalicoPeers(Conversion.of(own, "BGPFilter"), into).convert(Conversion.of(own, "BGPPeer"));
    }

    /** A pool of Services' addresses; of pods' addresses nothing is said, they stay where they are. */
    private static void pool(Manifest manifest, Map<String, List<Prefix>> groups, Conversion into)
            throws ManifestException {
        Written spec = Written.spec(manifest);
        if (!spec.texts("allowedUses").contains(LOAD_BALANCER)) {
            return;
        }
        spec.ignore("blockSize", "ipipMode", "vxlanMode", "natOutgoing", "disableBGPExport");
        String name = into.groupName(manifest.name());
        Prefix cidr = prefix(spec, "cidr");
        if (spec.isTrue("disabled")) {
            into.lost(
                    manifest,
                    "spec.disabled",
                    "a group cannot be switched off; it is left out, and Services keep what they have");
            return;
        }
        String nodes = spec.text("nodeSelector");
        if (!nodes.isEmpty() && !nodes.equals("all()")) {
            into.lost(manifest, "spec.nodeSelector", "nodes are selected by BGPAdvertisements, not by groups");
        }
        if (spec.text("assignmentMode").equals("Manual")) {
            into.check(
                    manifest,
                    "spec.assignmentMode",
                    "no group but default is given from unasked: Manual is so by itself");
        }
        group(manifest, name, List.of(cidr), into);
        groups.put(name, List.of(cidr));
        into.close(spec);
    }

    private static void group(Manifest from, String name, List<Prefix> prefixes, Conversion into)
            throws ManifestException {
        List<Ranges.Range> ranges = new ArrayList<>();
        for (Prefix prefix : prefixes) {
            try {
                ranges.add(Ranges.parse(prefix.toString()));
            } catch (InvalidValueException e) {
                throw new ManifestException(from.where("spec"), e.sentence());
            }
        }
        Tree pools = new Tree();
        Ranges.put(pools, ranges, false);
        into.group(from, "ServiceGroup", name, new Tree().tree("remote", pools));
    }

    private static Prefix prefix(Written in, String field) throws ManifestException {
        try {
            return Prefix.parse(in.text(field));
        } catch (InvalidValueException e) {
            throw in.wrong(field, e);
        }
    }

    /** The BGPConfiguration named default. */
    private record Configuration(Manifest manifest, Written spec, Map<String, List<Prefix>> groups, Conversion into) {
        void convert() throws ManifestException {
            boolean mesh = spec.flag("nodeToNodeMeshEnabled").orElse(true);
            Tree config = new Tree()
                    .text("backend", "Native")
                    .number("localASN", CalicoPeers.asn(spec, "asNumber").orElse(DEFAULT_ASN))
                    .number("listenPort", spec.number("listenPort"));
            if (mesh) {
                into.check(
                        manifest,
                        "spec.nodeToNodeMeshEnabled",
                        "the mesh is how Calico's nodes tell each other of pods, and stays Calico's; mesh.enabled of a RoutingConfig is RouteLB's own");
            }
            spec.ignore("nodeMeshPassword", "logSeverityScreen");
            restart(config);
            services(config);
            into.routing(manifest, "RoutingConfig", "calico", config);
            communities();
            into.close(spec);
        }

        private void restart(Tree config) throws ManifestException {
            Optional<Duration> time = Peers.duration(spec, "nodeMeshMaxRestartTime");
            time.ifPresent(value -> config.tree("gracefulRestart", new Tree().text("restartTime", Times.text(value))));
        }

        /** What is announced of Services. Calico announces whole blocks, and host routes beside them for Services with local traffic policy. */
        private void services(Tree config) throws ManifestException {
            List<Prefix> balanced = blocks("serviceLoadBalancerIPs");
            List<Prefix> external = blocks("serviceExternalIPs");
            List<Prefix> cluster = blocks("serviceClusterIPs");
            if (!balanced.isEmpty() && groups.isEmpty()) {
                group(manifest, "default", balanced, into);
                groups.put("default", balanced);
                into.check(
                        manifest,
                        "spec.serviceLoadBalancerIPs",
                        "Calico announced what somebody else gave; RouteLB gives from this range, too");
            }
            if (!external.isEmpty() && cluster.isEmpty()) {
                into.lost(
                        manifest,
                        "spec.serviceExternalIPs",
                        "externalIPs.allowed needs clusterIPRanges beside it, the cluster's range of cluster IPs");
            } else {
                config.tree(
                        "externalIPs",
                        new Tree().texts("allowed", texts(external)).texts("clusterIPRanges", texts(cluster)));
            }
            advertisement("calico-load-balancer-ips", "LoadBalancerIP", balanced, within(balanced));
            advertisement("calico-external-ips", "ExternalIP", external, List.of());
            advertisement("calico-cluster-ips", "ClusterIP", cluster, List.of());
        }

        private void advertisement(String name, String source, List<Prefix> blocks, List<String> of) {
            if (blocks.isEmpty()) {
                return;
            }
            Tree ours = new Tree().texts("sources", List.of(source)).texts("serviceGroups", of);
            aggregation(blocks, name, ours);
            into.routing(manifest, "BGPAdvertisement", name, ours);
        }

        /** The length of the blocks, so that several advertisements are of one route. */
        private void aggregation(List<Prefix> blocks, String name, Tree ours) {
            for (IpFamily family : IpFamily.values()) {
                Set<Integer> lengths = new TreeSet<>();
                blocks.stream().filter(block -> block.family() == family).forEach(block -> lengths.add(block.length()));
                String field = family == IpFamily.IPV4 ? "aggregationLength" : "aggregationLengthV6";
                if (lengths.size() == 1) {
                    ours.number(field, Math.max(1, lengths.iterator().next()));
                } else if (lengths.size() > 1) {
                    into.check(
                            manifest,
                            "",
                            "blocks of several lengths: the addresses of BGPAdvertisement " + name
                                    + " are announced each by itself");
                }
            }
        }

        private List<String> within(List<Prefix> blocks) {
            return groups.entrySet().stream()
                    .filter(group -> group.getValue().stream()
                            .allMatch(prefix -> blocks.stream().anyMatch(block -> holds(block, prefix))))
                    .map(Map.Entry::getKey)
                    .toList();
        }

        private static boolean holds(Prefix outer, Prefix inner) {
            IPAddress first = inner.network();
            return outer.length() <= inner.length() && outer.contains(first);
        }

        private static List<String> texts(List<Prefix> prefixes) {
            return prefixes.stream().map(Prefix::toString).toList();
        }

        private List<Prefix> blocks(String field) throws ManifestException {
            List<Prefix> prefixes = new ArrayList<>();
            for (Written block : spec.objects(field)) {
                prefixes.add(prefix(block, "cidr"));
            }
            return prefixes;
        }

        /** Communities of prefixes: of the groups inside them. */
        private void communities() throws ManifestException {
            Map<String, String> names = new HashMap<>();
            for (Written community : spec.objects("communities")) {
                names.put(community.text("name"), community.text("value"));
            }
            List<Prefix> balanced = blocks("serviceLoadBalancerIPs");
            List<Written> advertisements = spec.objects("prefixAdvertisements");
            for (int at = 0; at < advertisements.size(); at++) {
                Written advertisement = advertisements.get(at);
                Prefix cidr = prefix(advertisement, "cidr");
                List<String> values = advertisement.texts("communities").stream()
                        .map(text -> names.getOrDefault(text, text))
                        .toList();
                Tree attributes = Peers.communities(advertisement, "communities", values, into);
                List<String> of = within(List.of(cidr));
                if (of.isEmpty()) {
                    into.lost(
                            manifest,
                            advertisement.path("cidr"),
                            "no group lies inside " + cidr + "; communities are for what a BGPAdvertisement selects");
                } else {
                    String name = "calico-communities-" + (at + 1);
                    Tree ours = new Tree()
                            .texts("sources", List.of("LoadBalancerIP"))
                            .texts("serviceGroups", of)
                            .tree("attributes", attributes);
                    aggregation(balanced, name, ours);
                    into.routing(manifest, "BGPAdvertisement", name, ours);
                }
            }
        }
    }
}
