package io.routelb.lab.topology;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** FRR's daemons in one namespace, with sockets and configuration of their own in one folder. */
public final class FrrSuite {
    private static final Duration START = Duration.ofSeconds(20);
    /** FRR 10's, which the others look for in a folder of a name that can be told them. */
    private static final String MANAGEMENT = "mgmtd";

    private static final Path MANAGEMENT_SOCKETS = Path.of("/run/frr");

    private final DaemonPrograms programs;
    private final String namespace;
    private final String prefix;
    private final Path folder;
    private final Path logs;
    private final List<LabProcess> daemons = new ArrayList<>();

    /** The machine's. The names of the daemons' logs begin with the prefix. */
    public FrrSuite(String namespace, String prefix, Path folder, Path logs) {
        this(DaemonPrograms.INSTALLED, namespace, prefix, folder, logs);
    }

    FrrSuite(DaemonPrograms programs, String namespace, String prefix, Path folder, Path logs) {
        this.programs = programs;
        this.namespace = namespace;
        this.prefix = prefix;
        this.folder = folder;
        this.logs = logs;
    }

    /**
     * Starts zebra, bgpd and the further daemons, and waits until the configuration is in force.
     *
     * @param sign a line of the configuration that shows up in the running one
     */
    public void start(String configuration, List<String> further, String sign)
            throws IOException, InterruptedException {
        prepare(configuration);
        if (programs.has(MANAGEMENT)) {
            daemons.add(daemon(MANAGEMENT, List.of()));
            awaitTerminal(MANAGEMENT);
        }
        List<String> zebra = List.of("-z", socket());
        daemons.add(daemon("zebra", zebra));
        Await.until("zebra's socket", START, () -> alive() && Files.exists(folder.resolve("zserv")));
        for (String name : further) {
            startFurther(name);
        }
        daemons.add(daemon("bgpd", zebra));
        configured(sign);
    }

    /** Starts a daemon more beside those that run. */
    public void startFurther(String name) throws IOException, InterruptedException {
        daemons.add(daemon(name, List.of("-z", socket())));
        awaitTerminal(name);
    }

    /** SIGKILL to bgpd alone, and another one in its place, which has read no configuration. */
    public void restartBgpd() throws IOException, InterruptedException {
        daemons.getLast().kill();
        Files.delete(folder.resolve("bgpd.vty"));
        daemons.removeLast();
        startFurther("bgpd");
    }

    /** Starts bgpd without the kernel's routes, which is quicker: its routes are shown and go nowhere. */
    public void startAlone(String configuration, String sign) throws IOException, InterruptedException {
        prepare(configuration);
        daemons.add(daemon("bgpd", List.of("-n", "-z", socket())));
        configured(sign);
    }

    /** Answers of the command line. */
    public String vtysh(String... commands) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(programs.path("vtysh"), "--vty_socket", folder.toString()));
        for (String command : commands) {
            line.addAll(List.of("-c", command));
        }
        return Namespaces.run(namespace, line.toArray(String[]::new));
    }

    /** An answer in JSON; empty when there is nothing to say. */
    public JsonObject json(String command) throws IOException, InterruptedException {
        String answer = vtysh(command + " json");
        return answer.isBlank()
                ? new JsonObject()
                : JsonParser.parseString(answer).getAsJsonObject();
    }

    /** The daemons, bgpd last. */
    public List<LabProcess> daemons() {
        return List.copyOf(daemons);
    }

    private void prepare(String configuration) throws IOException, InterruptedException {
        daemons.clear();
        Files.createDirectories(folder);
        for (String socket :
                List.of("zserv", "mgmtd.vty", "zebra.vty", "bfdd.vty", "ospfd.vty", "ospf6d.vty", "bgpd.vty")) {
            Files.deleteIfExists(folder.resolve(socket)); // of daemons that were killed
        }
        Files.writeString(folder.resolve("frr.conf"), configuration);
        Command.run("chown", "-R", "frr:frr", folder.toString());
        if (programs.has(MANAGEMENT)) {
            Path sockets = Files.createDirectories(MANAGEMENT_SOCKETS.resolve(namespace));
            Command.run("chown", "frr:frr", sockets.toString());
        }
    }

    private void configured(String sign) throws IOException, InterruptedException {
        awaitTerminal("bgpd");
        Namespaces.run(
                namespace, programs.path("vtysh"), "--vty_socket", folder.toString(), "-f", folder + "/frr.conf");
        Await.until(
                "the router's configuration in force",
                START,
                () -> vtysh("show running-config").contains(sign));
    }

    private void awaitTerminal(String name) throws IOException, InterruptedException {
        Await.until(name + "'s terminal", START, () -> alive() && Files.exists(folder.resolve(name + ".vty")));
    }

    private String socket() {
        return folder.resolve("zserv").toString();
    }

    private boolean alive() throws IOException {
        for (LabProcess daemon : daemons) {
            daemon.requireAlive();
        }
        return true;
    }

    /** zebra refuses to run as root; -P 0 keeps the terminals off the network. */
    private LabProcess daemon(String name, List<String> further) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                programs.path(name),
                "-u",
                "frr",
                "-g",
                "frr",
                "-P",
                "0",
                "--log",
                "stdout",
                "-i",
                folder.resolve(name + ".pid").toString(),
                "--vty_socket",
                folder.toString()));
        if (!name.equals(MANAGEMENT)) {
            command.addAll(List.of("-f", "/dev/null"));
        }
        if (programs.has(MANAGEMENT)) {
            command.addAll(List.of("-N", namespace));
        }
        command.addAll(further);
        return LabProcess.start(
                prefix + name, logs.resolve(prefix + name + ".log"), Namespaces.inside(namespace, command));
    }
}
