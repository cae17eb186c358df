package io.routelb.lab.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.JavaProgram;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One node: its agent and its workload as processes of their own inside its namespace, and what its kernel has. */
public final class NodeHost {
    private static final Duration START = Duration.ofSeconds(30);
    /** Several requests: the first ones of a fresh JVM are slow, and are not what is measured. */
    private static final List<String> WARM_UP = List.of(
            "curl", "--silent", "--fail", "--max-time", "5", "--output", "/dev/null", "http://127.0.0.1/[1-30]");

    private static final Duration GRACE = Duration.ofSeconds(30);

    /** Arguments: capabilities, folders, two dashes, the command. {@code ip netns exec} has given it mounts of its own. */
    private static final String CONFINE = """
            keep=$1; shift
            while [ "$1" != -- ]; do mount --bind "$1" "$1"; shift; done; shift
            for folder in / /run /var/tmp; do mount -o remount,bind,ro "$folder"; done
            exec setpriv --inh-caps=-all --ambient-caps=-all --bounding-set="-all$keep" --no-new-privs "$@"
            """;

    private final LabNode node;
    private final JavaProgram programs;
    private final Path logs;
    private final Path kubeconfig;
    private final Path state;
    private Optional<LabProcess> echo = Optional.empty();
    private Optional<LabProcess> agent = Optional.empty();

    NodeHost(LabNode node, JavaProgram programs, Path logs, Path kubeconfig, Path state) {
        this.node = node;
        this.programs = programs;
        this.logs = logs;
        this.kubeconfig = kubeconfig;
        this.state = state;
    }

    public LabNode node() {
        return node;
    }

    public String name() {
        return node.name();
    }

    /** Starts the workload; {@link #awaitWorkload} says when it answers. */
    void startWorkload() throws IOException {
        echo = Optional.of(
                launch("echo", programs.command("lab", "io.routelb.lab.topology.EchoService", List.of(node.name()))));
    }

    void awaitWorkload() throws IOException, InterruptedException {
        LabProcess process = echo.orElseThrow();
        Await.until("the workload of " + node.name() + " answering", START, () -> {
            process.requireAlive();
            return Command.attempt(Namespaces.inside(node.name(), WARM_UP), "").exit() == 0;
        });
    }

    /** Starts the agent. */
    public void startAgent() throws IOException {
        agent = Optional.of(launch("agent", agentCommand(programs, kubeconfig, state, node.name())));
    }

    /** Starts the agent as the Pod of that name. */
    public void startAgentAs(String pod) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "POD_NAME=" + pod));
        command.addAll(agentCommand(programs, kubeconfig, state, node.name()));
        agent = Optional.of(launch("agent", command));
    }

    /**
     * Starts the agent as the Pod of that name, as a container runtime would: root with these capabilities and no other, on a file system that
     * cannot be written to but for its state, the folder of temporary files, and these folders.
     */
    public void startAgentConfined(String pod, List<String> capabilities, List<Path> folders) throws IOException {
        Files.createDirectories(state);
        List<String> command = new ArrayList<>(List.of("env", "POD_NAME=" + pod, "sh", "-ec", CONFINE, "confine"));
        command.add(capabilities.stream().map(name -> ",+" + name).collect(Collectors.joining()));
        command.addAll(List.of(state.toString(), programs.temporary().toString()));
        folders.forEach(folder -> command.add(folder.toString()));
        command.add("--");
        command.addAll(agentCommand(programs, kubeconfig, state, node.name()));
        agent = Optional.of(launch("agent", command));
    }

    /** The capabilities that the running agent has, as the kernel writes them: in hexadecimal, a bit each. */
    public String agentCapabilities() throws IOException {
        Path status = Path.of("/proc", Long.toString(agent.orElseThrow().pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.substring("CapEff:".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Starts the agent, which writes what its sessions say and hear into that folder. */
    public void startAgentCapturing(Path folder) throws IOException {
        List<String> command = new ArrayList<>(agentCommand(programs, kubeconfig, state, node.name()));
        command.addAll(List.of("--capture-dir", folder.toString()));
        agent = Optional.of(launch("agent", command));
    }

    /** The agent of a node by the name, which keeps its state in that folder. */
    static List<String> agentCommand(JavaProgram programs, Path kubeconfig, Path state, String node)
            throws IOException {
        return programs.command(
                "lb-node",
                "io.routelb.node.app.Main",
                List.of(
                        "--kubeconfig",
                        kubeconfig.toString(),
                        "--namespace",
                        ClusterObjects.SYSTEM,
                        "--node-name",
                        node,
                        "--listen",
                        ":7472",
                        "--state-dir",
                        state.toString()));
    }

    /** SIGKILL to the agent alone. */
    public void killAgent() throws InterruptedException {
        if (agent.isPresent()) {
            agent.get().kill();
        }
    }

    /** SIGTERM to the agent; does not wait for its end. */
    public void terminateAgent() {
        agent.ifPresent(LabProcess::terminate);
    }

    /** SIGTERM to the agent; says whether it went by itself. */
    public boolean stopAgent() throws InterruptedException {
        return agent.isEmpty() || agent.get().stop(GRACE);
    }

    /** As when the machine's power goes: it falls silent from one moment to the next, and nothing in it is left. */
    public void powerOff() throws IOException, InterruptedException {
        LabNetwork.unplug(node);
        Namespaces.signalAll(node.name(), "KILL");
        Await.until(
                "the end of all processes of " + node.name(),
                START,
                () -> Command.run("ip", "netns", "pids", node.name()).isBlank());
    }

    /** Boots: the service link is bare, the workload starts, and when it answers the agent. */
    public void powerOn() throws IOException, InterruptedException {
        Namespaces.run(node.name(), "ip", "addr", "flush", "dev", LabNetwork.SERVICE_LINK);
        LabNetwork.plug(node);
        startWorkload();
        awaitWorkload();
        startAgent();
    }

    /** The file the agent keeps its state in. */
    public Path stateFile() {
        return state.resolve("state");
    }

    /** Addresses on the service link with their lengths, link-local ones left out. */
    public NavigableSet<String> servicePrefixes() throws IOException, InterruptedException {
        return prefixes(LabNetwork.SERVICE_LINK);
    }

    /** Addresses on a link with their lengths, link-local ones left out. */
    public NavigableSet<String> prefixes(String link) throws IOException, InterruptedException {
        return addresses(
                link,
                info -> info.get("local").getAsString() + "/"
                        + info.get("prefixlen").getAsInt());
    }

    /** Addresses on the service link, link-local ones left out. */
    public NavigableSet<String> serviceAddresses() throws IOException, InterruptedException {
        return addresses(LabNetwork.SERVICE_LINK);
    }

    /** Addresses on a link, link-local ones left out. */
    public NavigableSet<String> addresses(String link) throws IOException, InterruptedException {
        return addresses(link, info -> info.get("local").getAsString());
    }

    private NavigableSet<String> addresses(String link, Function<JsonObject, String> shown)
            throws IOException, InterruptedException {
        NavigableSet<String> found = new TreeSet<>();
        String json = Command.run("ip", "-n", node.name(), "-j", "addr", "show", "dev", link);
        for (JsonElement one : JsonParser.parseString(json).getAsJsonArray()) {
            for (JsonElement info : one.getAsJsonObject().getAsJsonArray("addr_info")) {
                JsonObject address = info.getAsJsonObject();
                if (!address.isEmpty() && !address.get("scope").getAsString().equals("link")) {
                    found.add(shown.apply(address));
                }
            }
        }
        return found;
    }

    /** The programs, for their logs. */
    public List<LabProcess> processes() {
        List<LabProcess> all = new ArrayList<>();
        agent.ifPresent(all::add);
        echo.ifPresent(all::add);
        return all;
    }

    private LabProcess launch(String program, List<String> command) throws IOException {
        String name = program + "-" + node.name();
        return LabProcess.start(name, logs.resolve(name + ".log"), Namespaces.inside(node.name(), command));
    }
}
