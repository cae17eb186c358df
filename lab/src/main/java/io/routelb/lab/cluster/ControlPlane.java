package io.routelb.lab.cluster;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.process.Await;
import io.routelb.lab.process.JavaProgram;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An API server of our own over HTTPS and any number of allocators and agents, as processes, with the rights of the manifests: a lab
 * without a network of its own. Only agents need a namespace, and the server in it.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    /** A burst makes watchers lag; on a server that remembers little they would list again and again. */
    private static final List<String> SERVER_OPTIONS = List.of("--watch-history", "100000");

    private final JavaProgram programs;
    private final Path folder;
    private final Path logs;
    private final ApiServer.Own server;
    private final ClusterApi api;
    private final ClusterObjects objects;
    private final List<Allocator> allocators = new ArrayList<>();
    private final List<LabProcess> agents = new ArrayList<>();

    /** Starts the server in a lab's workspace and installs what the source tree's manifests say. */
    public static ControlPlane start(Workspace workspace) throws IOException, InterruptedException {
        return start(workspace.programs(), workspace.deploy(""), workspace.folder());
    }

    /** Starts the server and installs the manifests in {@code deploy}. Everything is kept in {@code folder}. */
    public static ControlPlane start(JavaProgram programs, Path deploy, Path folder)
            throws IOException, InterruptedException {
        ControlPlane plane = new ControlPlane(programs, folder);
        plane.install(deploy);
        return plane;
    }

    private ControlPlane(JavaProgram programs, Path folder) throws IOException, InterruptedException {
        this.programs = programs;
        this.folder = folder;
        this.logs = Files.createDirectories(folder.resolve("log"));
        this.server = new ApiServer.Own(programs, folder.resolve("apiserver"), logs, SERVER_OPTIONS);
        server.awaitReady();
        this.api = new ClusterApi(Lab.client(server.adminKubeconfig()));
        Await.until("the API server being ready", START, api::ready);
        this.objects = new ClusterObjects(api);
    }

    private void install(Path deploy) throws IOException, InterruptedException {
        objects.apply(deploy.resolve("crds"));
        objects.apply(deploy.resolve("base"));
        objects.awaitCustomKinds();
        Access access = Access.read(server.adminKubeconfig());
        access.writeKubeconfig(allocatorKubeconfig(), access.port(), objects.token("routelb-allocator"));
        access.writeKubeconfig(agentAccess(), access.port(), objects.token("routelb-lb-node"));
    }

    /** A namespace for Services. */
    public void namespace(String name) throws IOException {
        objects.create(object("apiVersion", "v1", "kind", "Namespace", "metadata", object("name", name)));
    }

    public ClusterApi api() {
        return api;
    }

    public ClusterObjects objects() {
        return objects;
    }

    /** Of the API server. */
    public long serverPid() {
        return server.process().pid();
    }

    public Path adminKubeconfig() {
        return server.adminKubeconfig();
    }

    /** Another allocator, not started yet. */
    public Allocator allocator(String... options) {
        String name = "allocator-" + (allocators.size() + 1);
        Allocator allocator = new Allocator(programs, name, logs, allocatorKubeconfig(), List.of(options));
        allocators.add(allocator);
        return allocator;
    }

    /** Starts the agent of a node in the network namespace of the calling thread, with further environment variables. */
    public LabProcess startAgent(String node, Map<String, String> environment) throws IOException {
        String name = "agent-" + node;
        LabProcess agent = LabProcess.start(
                name,
                logs.resolve(name + ".log"),
                NodeHost.agentCommand(programs, agentAccess(), logs.resolve(name + "-state"), node),
                environment);
        agents.add(agent);
        return agent;
    }

    /** Ends every process, by SIGKILL. */
    @Override
    public void close() {
        try {
            for (Allocator allocator : allocators) {
                allocator.kill();
            }
            for (LabProcess agent : agents) {
                agent.kill();
            }
            server.kill();
        } catch (InterruptedException e) {
            // Killed they are; only the wait for their end was cut short.
            Thread.currentThread().interrupt();
        }
    }

    /** With the rights that the manifests give the allocator. */
    public Path allocatorKubeconfig() {
        return folder.resolve("routelb-allocator.kubeconfig");
    }

    private Path agentAccess() {
        return folder.resolve("routelb-lb-node.kubeconfig");
    }
}
