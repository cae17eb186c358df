package io.routelb.cli.convert;

import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LabelSelector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** MetalLB ({@code metallb.io}): IPAddressPool, L2Advertisement, BGPAdvertisement, Community; peers are {@link MetalLbPeers}. */
final class MetalLb implements Conversion.Origin {
    static final String GROUP = "metallb.io";

    private static final Set<String> KINDS =
            Set.of("IPAddressPool", "L2Advertisement", "BGPAdvertisement", "BGPPeer", "BFDProfile", "Community");

    @Override
    public boolean takes(Manifest manifest) {
        return manifest.group().equals(GROUP);
    }

    @Override
    public void convert(List<Manifest> own, List<Manifest> all, Conversion into) throws ManifestException {
        for (Manifest manifest : own) {
            if (!KINDS.contains(manifest.kind())) {
                into.lost(manifest, "", "RouteLB has nothing for this kind");
            }
        }
        List<Manifest> pools = Conversion.of(own, "IPAddressPool");
        Set<String> byL2 = new TreeSet<>();
        Set<String> byBgp = new TreeSet<>();
        Map<String, List<String>> peers = new MetalLbPeers(own, into).convert();
        Map<String, String> communities = communities(Conversion.of(own, "Community"), into);
        for (Manifest manifest : Conversion.of(own, "L2Advertisement")) {
            byL2.addAll(l2(manifest, pools, into));
        }
        for (Manifest manifest : Conversion.of(own, "BGPAdvertisement")) {
            byBgp.addAll(new Advertisement(manifest, pools, peers, communities).convert(into));
        }
        interfaces(Conversion.of(own, "L2Advertisement"), into);
        if (!peers.isEmpty() && !into.has("BGPAdvertisement")) {
            into.check(
                    Conversion.of(own, "BGPPeer").getFirst(),
                    "",
                    "nothing was announced without a BGPAdvertisement; RouteLB then announces every address of remote groups to external peers");
        }
        for (Manifest pool : pools) {
            pool(pool, byL2.contains(pool.name()), byBgp.contains(pool.name()), into);
        }
        if (!pools.isEmpty()
                && pools.stream().noneMatch(pool -> into.groupName(pool.name()).equals("default"))) {
            into.check(
                    pools.getFirst(),
                    "",
                    "a Service that names no pool gets an address of the group named default, and there is none; --default-group POOL"
                            + " makes it of a pool");
        }
    }

    private static void pool(Manifest manifest, boolean local, boolean remote, Conversion into)
            throws ManifestException {
        Written spec = Written.spec(manifest);
        boolean avoid = spec.isTrue("avoidBuggyIPs");
        List<Ranges.Range> ranges = new ArrayList<>();
        for (String text : spec.texts("addresses")) {
            ranges.add(range(spec, text, avoid, into));
        }
        if (local && remote) {
            into.lost(
                    manifest,
                    "",
                    "it is announced by L2 and by BGP; a group of RouteLB is local or remote. It is taken for remote; give the local addresses a pool of"
                            + " their own");
        } else if (!local && !remote) {
            into.check(manifest, "", "no L2Advertisement and no BGPAdvertisement selects it; it is taken for remote");
        }
        boolean isLocal = local && !remote;
        if (isLocal) {
            into.checkOnce(
                    manifest,
                    "spec.addresses",
                    "subnet is the smallest that holds the range; a local pool needs the one its nodes are in, which decides who announces");
        }
        Tree group = new Tree();
        allocation(spec.object("serviceAllocation"), group, into);
        if (!spec.flag("autoAssign").orElse(true)) {
            into.checkOnce(
                    manifest, "spec.autoAssign", "no group but default is given from unasked: false is so by itself");
        }
        Tree pools = new Tree();
        Ranges.put(pools, ranges, !isLocal);
        into.group(
                manifest,
                "ServiceGroup",
                into.groupName(manifest.name()),
                group.tree(isLocal ? "local" : "remote", pools));
        into.close(spec);
    }

    private static Ranges.Range range(Written spec, String text, boolean avoid, Conversion into)
            throws ManifestException {
        try {
            Ranges.Range range = Ranges.parse(text);
            List<String> exclude = new ArrayList<>();
            if (avoid && Ranges.endings(range, exclude).isEmpty()) {
                into.lost(
                        spec.manifest(),
                        "spec.avoidBuggyIPs",
                        text + " has more than " + Ranges.MOST_EXCLUDED + " addresses that end in 0 or 255");
            }
            return range.without(exclude);
        } catch (InvalidValueException e) {
            throw spec.wrong("addresses", e);
        }
    }

    private static void allocation(Written allocation, Tree group, Conversion into) throws ManifestException {
        List<String> namespaces = allocation.texts("namespaces");
        Manifest about = allocation.manifest();
        group.texts("namespaces", namespaces);
        if (!namespaces.isEmpty()) {
            group.flag("enforceNamespaces", true);
            into.check(
                    about,
                    allocation.path("namespaces"),
                    "enforceNamespaces keeps others out, and keeps these namespaces to the groups that list them");
        }
        if (allocation.number("priority").orElse(0) != 0) {
            into.lost(
                    about,
                    allocation.path("priority"),
                    "groups have no order; of several that list a namespace mark one with namespaceDefault");
        }
        for (String field : List.of("namespaceSelectors", "serviceSelectors")) {
            List<Written> selectors = allocation.objects(field);
            Selectors.anyOf(selectors);
            if (!selectors.isEmpty()) {
                into.lost(
                        about,
                        allocation.path(field),
                        "groups select no Services by labels; list namespaces, or annotate the Services with purelb.io/service-group");
            }
        }
    }

    /** The names of the pools that an advertisement selects; without a word about pools, all of them. */
    private static Set<String> selected(Written spec, Collection<Manifest> pools, Conversion into)
            throws ManifestException {
        Set<String> names = new TreeSet<>(spec.texts("ipAddressPools"));
        boolean all = names.isEmpty();
        for (String name : names) {
            if (pools.stream().noneMatch(pool -> pool.name().equals(name))) {
                into.check(
                        spec.manifest(), spec.path("ipAddressPools"), "pool " + name + " is not among the manifests");
            }
        }
        for (Written selector : spec.objects("ipAddressPoolSelectors")) {
            all = false;
            LabelSelector labels = Selectors.parse(selector);
            pools.stream()
                    .filter(pool -> labels.matches(Selectors.labels(pool)))
                    .forEach(pool -> names.add(pool.name()));
        }
        if (all) {
            pools.forEach(pool -> names.add(pool.name()));
        }
        return names;
    }

    private static Set<String> l2(Manifest manifest, List<Manifest> pools, Conversion into) throws ManifestException {
        Written spec = Written.spec(manifest);
        Set<String> names = selected(spec, pools, into);
        if (spec.has("nodeSelectors")) {
            Selectors.anyOf(spec.objects("nodeSelectors"));
            into.lost(
                    manifest,
                    "spec.nodeSelectors",
                    "which nodes have the addresses of a local group is not said for each group: those in its subnet do");
        }
        spec.ignore("interfaces"); // of all of them together, in interfaces()
        into.close(spec);
        return names;
    }

    /** The links to announce on: of each node, not of each pool. */
    private static void interfaces(List<Manifest> advertisements, Conversion into) throws ManifestException {
        Set<List<String>> different = new LinkedHashSet<>();
        Set<String> names = new TreeSet<>();
        for (Manifest manifest : advertisements) {
            List<String> written = Written.spec(manifest).texts("interfaces");
            different.add(written);
            names.addAll(written);
        }
        if (names.isEmpty()) {
            return;
        }
        Manifest first = advertisements.getFirst();
        if (different.size() > 1) {
            into.lost(
                    first,
                    "spec.interfaces",
                    "the L2Advertisements have different interfaces; an LBNodeAgent is for a node, and has all of them");
        }
        String pattern = names.size() == 1 ? names.iterator().next() : "(" + String.join("|", names) + ")";
        into.check(first, "spec.interfaces", "an address is put on the one of these links whose subnet it is in");
        into.group(
                first, "LBNodeAgent", "default", new Tree().tree("local", new Tree().text("localInterface", pattern)));
    }

    /** Values by name. */
    private static Map<String, String> communities(List<Manifest> manifests, Conversion into) throws ManifestException {
        Map<String, String> values = new HashMap<>();
        for (Manifest manifest : manifests) {
            Written spec = Written.spec(manifest);
            for (Written one : spec.objects("communities")) {
                values.put(one.text("name"), one.text("value"));
            }
            into.close(spec);
        }
        return values;
    }

    /** One BGPAdvertisement. */
    private record Advertisement(
            Manifest manifest, List<Manifest> pools, Map<String, List<String>> peers, Map<String, String> communities) {
        /** The pools it announces. */
        Set<String> convert(Conversion into) throws ManifestException {
            Written spec = Written.spec(manifest);
            boolean allPools = !spec.has("ipAddressPools") && !spec.has("ipAddressPoolSelectors");
            Set<String> names = selected(spec, pools, into);
            Tree attributes = Peers.communities(spec, "communities", resolved(spec), into);
            if (spec.number("localPref").orElse(0) != 0) {
                attributes.number("localPreference", spec.number("localPref"));
            }
            List<String> to = new ArrayList<>();
            for (String peer : spec.texts("peers")) {
                to.addAll(peers.getOrDefault(peer, List.of(peer)));
            }
            List<JsonObject> nodes = Selectors.anyOf(spec.objects("nodeSelectors"));
            if (names.isEmpty() && !allPools) {
                into.lost(manifest, "spec.ipAddressPoolSelectors", "no pool among the manifests has such labels");
            } else {
                for (int at = 0; at < nodes.size(); at++) {
                    Tree ours = new Tree()
                            .texts("sources", List.of("LoadBalancerIP"))
                            .texts("serviceGroups", allPools ? List.of() : groups(names, into))
                            .tree("nodeSelector", nodes.get(at))
                            .texts("peers", to)
                            .tree("attributes", attributes)
                            .number("aggregationLength", spec.number("aggregationLength"))
                            .number("aggregationLengthV6", spec.number("aggregationLengthV6"));
                    String name = nodes.size() == 1 ? manifest.name() : manifest.name() + "-" + (at + 1);
                    into.routing(manifest, "BGPAdvertisement", name, ours);
                }
            }
            into.close(spec);
            return names;
        }

        private static List<String> groups(Set<String> pools, Conversion into) {
            return pools.stream().map(into::groupName).sorted().toList();
        }

        private List<String> resolved(Written spec) throws ManifestException {
            return spec.texts("communities").stream()
                    .map(text -> communities.getOrDefault(text, text))
                    .toList();
        }
    }
}
