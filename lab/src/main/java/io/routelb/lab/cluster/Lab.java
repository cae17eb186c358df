package io.routelb.lab.cluster;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.FrrRouter;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Monitor;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole lab that is up: what scenarios and the demo act on and look at. Used by one thread. */
public final class Lab {
    /** The namespace that scenarios put their Services in. */
    public static final String NAMESPACE = "routelb-lab";

    private static final Duration API_START = Duration.ofSeconds(30);

    private static final Duration SESSIONS = Duration.ofSeconds(60);

    private final Workspace workspace;
    private final ApiServer server;
    private final ClusterApi api;
    private final ClusterObjects objects;
    private final FrrRouter router;
    private final Client client;
    private final Relays relays;
    private final Allocator allocator;
    private final List<Allocator> standbys = new ArrayList<>();
    private final List<NodeHost> nodes = new ArrayList<>();
    private final Optional<Heartbeats> heartbeats;

    /** Makes the network, starts the API server, puts the cluster's objects in, and starts every program. */
    public static Lab start(Workspace workspace, Map<String, String> environment)
            throws IOException, InterruptedException {
        ApiServer server = server(workspace, environment);
        LabNetwork.create();
        FrrRouter router = new FrrRouter(workspace.frr(), workspace.logs());
        router.start();
        Lab lab = new Lab(workspace, server, router);
        lab.startPrograms();
        return lab;
    }

    /** Only the network and the router. */
    public static FrrRouter startNetwork(Workspace workspace) throws IOException, InterruptedException {
        LabNetwork.create();
        FrrRouter router = new FrrRouter(workspace.frr(), workspace.logs());
        router.start();
        return router;
    }

    private Lab(Workspace workspace, ApiServer server, FrrRouter router) throws IOException, InterruptedException {
        this.workspace = workspace;
        this.server = server;
        this.router = router;
        for (LabNode node : LabNetwork.NODES) {
            nodes.add(host(node));
        }
        for (NodeHost node : nodes) {
            node.startWorkload();
        }
        if (server instanceof ApiServer.Own own) {
            own.awaitReady();
        }
        Path admin = workspace.kubeconfig("admin");
        Files.copy(server.adminKubeconfig(), admin, StandardCopyOption.REPLACE_EXISTING);
        this.api = new ClusterApi(client(server.adminKubeconfig()));
        Await.until("the API server being ready", API_START, api::ready);
        this.objects = new ClusterObjects(api);
        this.client = Client.open();
        Access access = Access.read(server.adminKubeconfig());
        this.relays = new Relays(access.address());
        this.allocator = newAllocator("allocator");
        setUpCluster();
        this.heartbeats =
                server instanceof ApiServer.External ? Optional.of(Heartbeats.start(objects)) : Optional.empty();
        access.writeKubeconfig(
                workspace.kubeconfig("routelb-allocator"), relays.hostPort(), objects.token("routelb-allocator"));
        access.writeKubeconfig(
                workspace.kubeconfig("routelb-lb-node"), Relays.NODE_PORT, objects.token("routelb-lb-node"));
    }

    /** What routes: group, configuration and peer of the one-router example. Returns when every session is up. */
    public void configureRouting() throws IOException, InterruptedException {
        objects.apply(workspace.deploy("examples/one-router/routing.yaml"));
        // What is measured is how fast a node lets go; the scenario drain says how long it waits before.
        routing().config("default", object("drain", object("gracefulShutdown", "0s")));
        Await.until(
                "a BGP session of every node with r1",
                SESSIONS,
                () -> router.establishedPeers().size() == nodes.size(),
                () -> router.establishedPeers().toString());
    }

    /** For programs that act as the cluster's administrator. */
    public Path adminKubeconfig() {
        return workspace.kubeconfig("admin");
    }

    /** Services in the scenarios' namespace. */
    public ServiceObjects services() {
        return services(NAMESPACE);
    }

    /** Services in a namespace. */
    public ServiceObjects services(String namespace) {
        return new ServiceObjects(api, objects, namespace);
    }

    /** ServiceGroups. */
    public GroupObjects groups() {
        return new GroupObjects(api, objects);
    }

    /** BGPPeers, their Secrets, the RoutingConfig, and the agents' reports. */
    public RoutingObjects routing() {
        return new RoutingObjects(api, objects);
    }

    public ClusterObjects objects() {
        return objects;
    }

    public ClusterApi api() {
        return api;
    }

    public ApiServer server() {
        return server;
    }

    public FrrRouter router() {
        return router;
    }

    public Client client() {
        return client;
    }

    public Allocator allocator() {
        return allocator;
    }

    /** A second allocator, not started yet; it stands by while the first leads. */
    public Allocator standby() throws IOException {
        Allocator second = newAllocator("allocator-standby");
        standbys.add(second);
        return second;
    }

    public List<NodeHost> nodes() {
        return List.copyOf(nodes);
    }

    /** A further node, in the network, answering, without Node object or agent yet. */
    public NodeHost furtherNode() throws IOException, InterruptedException {
        LabNetwork.furtherNode(LabNetwork.LATECOMER);
        relays.add(LabNetwork.LATECOMER);
        NodeHost node = host(LabNetwork.LATECOMER);
        nodes.add(node);
        node.startWorkload();
        node.awaitWorkload();
        return node;
    }

    private NodeHost host(LabNode node) throws IOException {
        return new NodeHost(
                node,
                workspace.programs(),
                workspace.logs(),
                workspace.kubeconfig("routelb-lb-node"),
                workspace.agentState(node.name()));
    }

    public Workspace workspace() {
        return workspace;
    }

    /** A node by its name. */
    public NodeHost node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A monitor of the kernel's changes in a namespace. */
    public Monitor monitor(String namespace) throws IOException, InterruptedException {
        return Monitor.start(namespace, workspace.logs());
    }

    /** Refuses and resets every connection of the programs to the API server. */
    public void cutApi() throws IOException, InterruptedException {
        relays.cut();
    }

    /** Lets the programs reach the API server again. */
    public void healApi() throws IOException, InterruptedException {
        relays.heal();
    }

    /** What the programs did with their rights; only the lab's own server can say. */
    public AccessReport access() throws IOException {
        return AccessReport.of(api);
    }

    /** Fails when the lab's own server, unless it is away, has refused a program anything. */
    public void requireNothingRefused() throws IOException {
        if (server instanceof ApiServer.Own
                && api.ready()
                && !access().refused().isEmpty()) {
            throw new ExpectationException("the shipped roles lack something: " + access().refused());
        }
    }

    /** Waits for a lab's own server after a restart. */
    public void awaitApi() throws IOException, InterruptedException {
        Await.until("the API server being ready again", API_START, api::ready);
    }

    /** Every program of the lab, for their logs. */
    public List<LabProcess> processes() {
        List<LabProcess> all = new ArrayList<>();
        if (server instanceof ApiServer.Own own) {
            all.add(own.process());
        }
        allocator.process().ifPresent(all::add);
        standbys.forEach(standby -> standby.process().ifPresent(all::add));
        nodes.forEach(node -> all.addAll(node.processes()));
        all.addAll(router.daemons());
        return all;
    }

    /** Takes the lab's objects out of somebody's cluster. Everything else ends with the process. */
    public void takeAway() throws IOException, InterruptedException {
        if (heartbeats.isPresent()) {
            heartbeats.get().stop();
            allocator.kill();
            for (Allocator standby : standbys) {
                standby.kill();
            }
            for (NodeHost node : nodes) {
                node.killAgent();
            }
            objects.removeAll();
        }
    }

    private static ApiServer server(Workspace workspace, Map<String, String> environment) throws IOException {
        String kubeconfig = environment.getOrDefault("KUBECONFIG", "");
        if ("1".equals(environment.get("LAB_EXTERNAL_API")) && !kubeconfig.isEmpty()) {
            return new ApiServer.External(Path.of(kubeconfig));
        }
        return new ApiServer.Own(
                workspace.programs(), workspace.folder().resolve("apiserver"), workspace.logs(), List.of());
    }

    private Allocator newAllocator(String name) throws IOException {
        return new Allocator(
                workspace.programs(), name, workspace.logs(), workspace.kubeconfig("routelb-allocator"), List.of());
    }

    static ApiClient client(Path kubeconfig) throws IOException {
        try (Reader reader = Files.newBufferedReader(kubeconfig)) {
            KubeConfig config = KubeConfig.loadKubeConfig(reader);
            config.setFile(kubeconfig.toFile());
            return ClientBuilder.kubeconfig(config).build();
        }
    }

    private void setUpCluster() throws IOException, InterruptedException {
        if (server instanceof ApiServer.External) {
            objects.removeAll();
        }
        objects.apply(workspace.deploy("crds"));
        objects.apply(workspace.deploy("base"));
        objects.awaitCustomKinds();
        objects.create(
                ResourceKind.NAMESPACE,
                object("apiVersion", "v1", "kind", "Namespace", "metadata", object("name", NAMESPACE)));
        for (LabNode node : LabNetwork.NODES) {
            objects.createNode(node);
        }
    }

    private void startPrograms() throws IOException, InterruptedException {
        allocator.start();
        for (NodeHost node : nodes) {
            node.startAgent();
        }
        for (NodeHost node : nodes) {
            node.awaitWorkload();
        }
    }
}
