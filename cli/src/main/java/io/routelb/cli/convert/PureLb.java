package io.routelb.cli.convert;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** PureLB: ServiceGroup and LBNodeAgent of v1 ({@code purelb.io/v1}); those of v2, and our own objects, are taken as they are. */
final class PureLb implements Conversion.Origin {
    @Override
    public boolean takes(Manifest manifest) {
        return manifest.group().equals("purelb.io") || manifest.group().equals("routelb.io");
    }

    @Override
    public void convert(List<Manifest> own, List<Manifest> all, Conversion into) throws ManifestException {
        List<Prefix> subnets = nodeSubnets(all);
        for (Manifest manifest : own) {
            if (!manifest.version().equals("v1") || manifest.group().equals("routelb.io")) {
                asItIs(manifest, into);
            } else if (manifest.kind().equals("ServiceGroup")) {
                new Group(manifest, subnets).convert(into);
            } else if (manifest.kind().equals("LBNodeAgent")) {
                agent(manifest, into);
            } else {
                into.lost(manifest, "", "RouteLB has nothing for this kind");
            }
        }
    }

    /** The addresses of Nodes among the manifests, as host prefixes: a subnet that holds one is a node's. */
    private static List<Prefix> nodeSubnets(List<Manifest> all) throws ManifestException {
        List<Prefix> found = new ArrayList<>();
        for (Manifest node : Conversion.of(all, "Node")) {
            for (Written address :
                    Written.made(node, "", node.json()).object("status").objects("addresses")) {
                if (address.text("type").equals("InternalIP")) {
                    try {
                        found.add(Prefix.host(Addresses.parse(address.text("address"))));
                    } catch (InvalidValueException e) {
                        throw address.wrong("address", e);
                    }
                }
            }
        }
        return found;
    }

    private static void asItIs(Manifest manifest, Conversion into) {
        boolean namespaced = manifest.group().equals("purelb.io");
        String namespace = namespaced ? into.settings().namespace() : "";
        if (namespaced && !manifest.namespace().equals(namespace)) {
            into.checkOnce(
                    manifest,
                    "metadata.namespace",
                    "groups and agents are read from the install namespace, " + namespace);
        }
        JsonElement spec = manifest.json().get("spec");
        Tree labels = new Tree();
        Selectors.labels(manifest).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(label -> labels.text(label.getKey(), label.getValue()));
        JsonObject object = new Tree()
                .text("apiVersion", manifest.apiVersion())
                .text("kind", manifest.kind())
                .tree(
                        "metadata",
                        new Tree()
                                .text("name", manifest.name())
                                .text("namespace", namespace)
                                .tree("labels", labels))
                .value("spec", spec == null ? new JsonObject() : spec)
                .json();
        into.add(manifest, object, manifest.kind(), namespace, manifest.name());
    }

    private static void agent(Manifest manifest, Conversion into) throws ManifestException {
        Written spec = Written.spec(manifest);
        Written local = spec.object("local");
        Tree ours = new Tree()
                .text("localInterface", local.text("localint"))
                .text("dummyInterface", local.text("extlbint"));
        Optional<Boolean> garp = local.flag("sendgarp");
        if (local.has("garpConfig")) {
            ours.tree("garpConfig", local.tree("garpConfig"));
        } else if (garp.isPresent()) {
            ours.tree("garpConfig", new Tree().flag("enabled", garp));
        } else {
            into.checkOnce(
                    manifest,
                    "spec.local.sendgarp",
                    "v1 sent no gratuitous ARP unless asked to; RouteLB does, unless garpConfig.enabled is false");
        }
        ours.tree("addressConfig", local.tree("addressConfig"));
        into.group(manifest, "LBNodeAgent", manifest.name(), new Tree().value("local", ours.json()));
        into.close(spec);
    }

    /** One ServiceGroup of v1. */
    private record Group(Manifest manifest, List<Prefix> nodes) {
        void convert(Conversion into) throws ManifestException {
            Written spec = Written.spec(manifest);
            if (spec.has("netbox")) {
                netbox(spec.object("netbox"), into);
            } else {
                local(spec.object("local"), into);
            }
            into.close(spec);
        }

        private void netbox(Written netbox, Conversion into) throws ManifestException {
            for (String field : List.of("url", "tenant", "aggregation")) {
                if (!netbox.text(field).isEmpty()) {
                    into.lost(
                            manifest,
                            netbox.path(field),
                            "NetBox is asked by a sidecar of the allocator, and this goes into its settings (deploy/examples/ipam-netbox)");
                }
            }
            into.check(
                    manifest,
                    "spec.netbox",
                    "announce is remote; write local if the addresses are in the nodes' subnet");
            Tree external = new Tree().text("provider", "netbox").text("announce", "remote");
            into.group(
                    manifest, "ServiceGroup", into.groupName(manifest.name()), new Tree().tree("external", external));
        }

        private void local(Written local, Conversion into) throws ManifestException {
            JsonArray[] lists = {new JsonArray(), new JsonArray()};
            List<Prefix> subnets = new ArrayList<>();
            pool(local, lists, subnets);
            for (String field : List.of("v4pools", "v6pools")) {
                for (Written pool : local.objects(field)) {
                    pool(pool, lists, subnets);
                }
            }
            for (String field : List.of("v4pool", "v6pool")) {
                pool(local.object(field), lists, subnets);
            }
            Tree pools = new Tree();
            for (int family = 0; family < lists.length; family++) {
                String field = family == 0 ? "v4pool" : "v6pool";
                if (lists[family].size() == 1) {
                    pools.value(field, lists[family].get(0));
                } else {
                    pools.list(field + "s", lists[family]);
                }
            }
            String kind = isLocal(subnets, into) ? "local" : "remote";
            into.group(manifest, "ServiceGroup", into.groupName(manifest.name()), new Tree().tree(kind, pools));
        }

        /** A v1 pool, or nothing when there is none. */
        private static void pool(Written pool, JsonArray[] lists, List<Prefix> subnets) throws ManifestException {
            String range = pool.text("pool");
            String subnet = pool.text("subnet");
            String aggregation = pool.text("aggregation");
            if (range.isEmpty() && subnet.isEmpty()) {
                return;
            }
            try {
                Prefix prefix = Prefix.parse(subnet);
                Ranges.parse(range);
                subnets.add(prefix);
                lists[prefix.family() == IpFamily.IPV4 ? 0 : 1].add(new Tree()
                        .text("pool", range)
                        .text("subnet", subnet)
                        .text("aggregation", aggregation.matches("[0-9]+") ? "/" + aggregation : aggregation)
                        .json());
            } catch (InvalidValueException e) {
                throw pool.wrong("pool", e);
            }
        }

        /** v1 decides at each node, by the node's own subnet; here it is decided once. */
        private boolean isLocal(List<Prefix> subnets, Conversion into) {
            List<Prefix> said = into.settings().nodeSubnets();
            if (said.isEmpty() && nodes.isEmpty()) {
                into.lost(
                        manifest,
                        "spec.local",
                        "v1 decides by the node's subnet whether this is local or remote; say --node-subnets CIDR,..., or give the Nodes among the"
                                + " manifests. It is taken for local");
                return true;
            }
            Predicate<Prefix> nodes = subnet -> this.nodes.stream().anyMatch(node -> subnet.contains(node.network()))
                    || said.stream().anyMatch(one -> one.contains(subnet.network()) || subnet.contains(one.network()));
            boolean any = subnets.stream().anyMatch(nodes);
            if (any && !subnets.stream().allMatch(nodes)) {
                into.lost(
                        manifest,
                        "spec.local",
                        "some of its subnets are the nodes' and some are not; a group is local or remote. It is taken for local");
            }
            return any;
        }
    }
}
