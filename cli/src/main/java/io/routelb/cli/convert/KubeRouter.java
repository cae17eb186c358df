package io.routelb.cli.convert;

import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.InvalidValueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * kube-router, which is configured by flags: those of the container in its DaemonSet, or given as text. Its annotations on Nodes are read by
 * RouteLB as they are.
 */
final class KubeRouter implements Conversion.Origin {
    private static final String FLAGS = "kube-router flags";
    private static final long DEFAULT_ASN = 64512;
    private static final int LONGEST_RESTART_SECONDS = 4095;

    /** What concerns the service proxy, the firewall, the pods' network and the program itself. */
    private static final Set<String> NOT_ROUTING = Set.of(
            "auto-mtu",
            "cache-sync-timeout",
            "cleanup-config",
            "disable-source-dest-check",
            "enable-cni",
            "enable-ipv4",
            "enable-ipv6",
            "enable-overlay",
            "enable-pod-egress",
            "enable-pprof",
            "excluded-cidrs",
            "hairpin-mode",
            "health-port",
            "health-addr",
            "help",
            "hostname-override",
            "injected-routes-sync-period",
            "iptables-sync-period",
            "ipvs-graceful-period",
            "ipvs-graceful-termination",
            "ipvs-permit-all",
            "ipvs-sync-period",
            "kubeconfig",
            "masquerade-all",
            "master",
            "metrics-addr",
            "metrics-path",
            "metrics-port",
            "nodeport-bindon-all-ip",
            "overlay-encap",
            "overlay-encap-port",
            "overlay-type",
            "routes-sync-period",
            "run-firewall",
            "run-router",
            "run-service-proxy",
            "runtime-endpoint",
            "service-node-port-range",
            "cluster-cidr",
            "v",
            "version",
            "loadbalancer-sync-period",
            "run-loadbalancer",
            "loadbalancer-default-class");

    @Override
    public boolean takes(Manifest manifest) {
        return manifest.kind().equals(FLAGS)
                || (manifest.kind().equals("DaemonSet") && container(manifest).isPresent());
    }

    /** A command line in place of a DaemonSet. */
    static Manifest ofFlags(String text) {
        JsonObject json = new Tree()
                .text("apiVersion", "v1")
                .text("kind", FLAGS)
                .tree("metadata", new Tree().text("name", "kube-router"))
                .texts("args", Arrays.asList(text.strip().split("\\s+")))
                .json();
        return new Manifest("--kube-router-flags", 1, json, Map.of());
    }

    @Override
    public void convert(List<Manifest> own, List<Manifest> all, Conversion into) throws ManifestException {
        for (Manifest manifest : own) {
            Written container = manifest.kind().equals(FLAGS)
                    ? Written.made(manifest, "", manifest.json())
                    : container(manifest).orElseThrow();
            List<String> words = Stream.concat(container.texts("command").stream(), container.texts("args").stream())
                    .toList();
            new Flags(manifest, parse(manifest, words), into).convert();
        }
    }

    /** The container that runs kube-router. */
    private static Optional<Written> container(Manifest manifest) {
        try {
            Written pod = Written.spec(manifest).object("template").object("spec");
            for (Written container : pod.objects("containers")) {
                List<String> words = new ArrayList<>(container.texts("command"));
                words.addAll(container.texts("args"));
                boolean named = container.text("image").contains("kube-router")
                        || words.stream().anyMatch(word -> word.endsWith("kube-router"));
                if (named && words.stream().anyMatch(word -> word.startsWith("--"))) {
                    return Optional.of(container);
                }
            }
            return Optional.empty();
        } catch (ManifestException e) {
            return Optional.empty(); // a DaemonSet that is none is nobody's here
        }
    }

    /** {@code --name=value}, {@code --name value}, {@code --name}: without a value it is true. */
    private static Map<String, String> parse(Manifest about, List<String> words) throws ManifestException {
        Map<String, String> flags = new LinkedHashMap<>();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            if (!word.startsWith("-")) {
                continue; // the program itself
            }
            String flag = word.replaceFirst("^--?", "");
            int equals = flag.indexOf('=');
            if (equals >= 0) {
                flags.put(flag.substring(0, equals), flag.substring(equals + 1).replaceAll("^\"|\"$", ""));
            } else if (at + 1 < words.size() && !words.get(at + 1).startsWith("-")) {
                flags.put(flag, words.get(++at));
            } else {
                flags.put(flag, "true");
            }
        }
        if (flags.isEmpty()) {
            throw new ManifestException(about.where(), "no flags of kube-router are in it");
        }
        return flags;
    }

    /** The flags of one kube-router, each with its default. */
    private record Flags(Manifest manifest, Written flags, Conversion into) {
        Flags(Manifest manifest, Map<String, String> flags, Conversion into) {
            this(manifest, Written.made(manifest, "-", json(flags)), into);
        }

        private static JsonObject json(Map<String, String> flags) {
            JsonObject json = new JsonObject();
            flags.forEach(json::addProperty);
            return json;
        }

        void convert() throws ManifestException {
            flags.ignore(NOT_ROUTING.toArray(String[]::new));
            flags.ignore("override-nexthop"); // RouteLB's nodes always name themselves
            boolean mesh = on("nodes-full-mesh", true) && on("enable-ibgp", true);
            List<String> peers = peers();
            into.routing(manifest, "RoutingConfig", "kube-router", config(mesh));
            advertisement(peers);
            loadBalancer();
            for (String path : flags.unread()) {
                into.lost(
                        manifest,
                        path.replace("-.", "--"),
                        "RouteLB has nothing for it, or this version of convert does not know it");
            }
        }

        private Tree config(boolean mesh) throws ManifestException {
            String id = flags.text("router-id");
            Tree config = new Tree()
                    .text("backend", "Native")
                    .number("localASN", flags.number("cluster-asn").orElse(DEFAULT_ASN))
                    .text("routerID", id.equals("generate") ? "" : id)
                    .number("listenPort", flags.number("bgp-port"));
            if (mesh) {
                config.tree("mesh", new Tree().flag("enabled", true));
            }
            boolean pods = on("advertise-pod-cidr", true);
            config.tree("podCIDRs", new Tree().text("advertise", pods ? "All" : "None"));
            boolean restart = on("bgp-graceful-restart", false);
            if (restart) {
                Tree settings = new Tree().flag("enabled", true);
                Optional<Duration> time = Peers.duration(flags, "bgp-graceful-restart-time");
                long seconds = time.orElse(Duration.ofSeconds(90)).toSeconds();
                settings.text("restartTime", Math.clamp(seconds, 1, LONGEST_RESTART_SECONDS) + "s");
                config.tree("gracefulRestart", settings);
            } else {
                flags.ignore("bgp-graceful-restart-time");
                into.checkOnce(manifest, "--bgp-graceful-restart", Peers.RESTART_IS_ON);
            }
            if (flags.has("bgp-graceful-restart-deferral-time")) {
                flags.ignore("bgp-graceful-restart-deferral-time");
                into.lost(
                        manifest,
                        "--bgp-graceful-restart-deferral-time",
                        "RouteLB waits for the End-of-RIB of its peers, at most gracefulRestart.restartTime");
            }
            Tree external = new Tree()
                    .texts("allowed", list("service-external-ip-range"))
                    .texts("clusterIPRanges", list("service-cluster-ip-range"));
            if (external.json().has("allowed") && !external.json().has("clusterIPRanges")) {
                into.lost(
                        manifest, "--service-external-ip-range", "externalIPs.allowed needs clusterIPRanges beside it");
                external = new Tree();
            }
            return config.tree("externalIPs", external);
        }

        /** The BGPPeers; kube-router gives all lists one length. */
        private List<String> peers() throws ManifestException {
            List<String> addresses = list("peer-router-ips");
            List<String> asns = list("peer-router-asns");
            List<String> ports = list("peer-router-ports");
            boolean passwords = flags.has("peer-router-passwords") || flags.has("peer-router-passwords-file");
            flags.ignore("peer-router-passwords", "peer-router-passwords-file");
            OptionalLong hops = flags.number("peer-router-multihop-ttl");
            Tree timers = Peers.timers(Peers.duration(flags, "bgp-holdtime"), Optional.empty(), Optional.empty());
            if (asns.size() != addresses.size() || (!ports.isEmpty() && ports.size() != addresses.size())) {
                throw flags.wrong(
                        "peer-router-asns", "as long a list as --peer-router-ips, nor perhaps --peer-router-ports");
            }
            List<String> names = new ArrayList<>();
            for (int at = 0; at < addresses.size(); at++) {
                String name = Peers.name("peer", addresses.get(at));
                Tree peer = new Tree()
                        .text("address", addresses.get(at))
                        .number("asn", number("peer-router-asns", asns.get(at)));
                if (!ports.isEmpty()) {
                    peer.number("port", number("peer-router-ports", ports.get(at)));
                }
                peer.tree("timers", timers);
                if (hops.orElse(0) > 1) {
                    peer.number("ebgpMultihop", hops);
                }
                if (passwords) {
                    peer.tree(
                            "passwordSecretRef",
                            Peers.passwordToMove(into, manifest, "--peer-router-passwords", "bgp-" + name));
                }
                into.routing(manifest, "BGPPeer", name, peer);
                names.add(name);
            }
            return names;
        }

        private long number(String flag, String text) throws ManifestException {
            if (text.matches("[0-9]{1,10}")) {
                return Long.parseLong(text);
            }
            throw flags.wrong(flag, "a list of numbers");
        }

        private void advertisement(List<String> peers) throws ManifestException {
            List<String> sources = new ArrayList<>();
            if (on("advertise-loadbalancer-ip", false)) {
                sources.add("LoadBalancerIP");
            }
            if (on("advertise-external-ip", false)) {
                sources.add("ExternalIP");
            }
            if (on("advertise-cluster-ip", false)) {
                sources.add("ClusterIP");
            }
            if (sources.isEmpty()) {
                into.check(
                        manifest,
                        "",
                        "no address of a Service was announced; RouteLB without any BGPAdvertisement announces those of remote groups to external"
                                + " peers");
            } else {
                into.routing(manifest, "BGPAdvertisement", "kube-router", new Tree().texts("sources", sources));
            }
            if (peers.isEmpty() && !sources.isEmpty()) {
                into.check(
                        manifest,
                        "",
                        "there is no peer among the flags; those in annotations of Nodes are read as they are");
            }
        }

        /** The ranges of kube-router's own allocator. */
        private void loadBalancer() throws ManifestException {
            List<Ranges.Range> ranges = new ArrayList<>();
            for (String text : list("loadbalancer-ip-range")) {
                try {
                    ranges.add(Ranges.parse(text));
                } catch (InvalidValueException e) {
                    throw flags.wrong("loadbalancer-ip-range", e);
                }
            }
            if (!ranges.isEmpty()) {
                Tree pools = new Tree();
                Ranges.put(pools, ranges, true);
                into.group(manifest, "ServiceGroup", "default", new Tree().tree("remote", pools));
            }
        }

        private List<String> list(String flag) throws ManifestException {
            return Arrays.stream(flags.text(flag).split(","))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .toList();
        }

        private boolean on(String flag, boolean otherwise) throws ManifestException {
            return switch (flags.text(flag)) {
                case "" -> otherwise;
                case "true", "1", "t", "T", "TRUE", "True" -> true;
                case "false", "0", "f", "F", "FALSE", "False" -> false;
                default -> throw flags.wrong(flag, "true or false");
            };
        }
    }
}
