package io.routelb.lab.demo;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.Lab;
import io.routelb.lab.cluster.ServiceObjects;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.scenario.Figures;
import io.routelb.lab.scenario.Stage;
import io.routelb.lab.topology.FrrRouter;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The demonstration, step by step; each step waits for what it shows and fails when it does not come. */
public final class Demo {
    private static final String EXAMPLE = "examples/one-router";
    private static final int REQUESTS = 300;
    private static final String BFD =
            "{\"spec\":{\"bfd\":{\"transmitInterval\":\"100ms\",\"receiveInterval\":\"100ms\",\"detectMultiplier\":3}}}";
    private static final String[] ALL = {"n1", "n2", "n3"};

    private final Lab lab;
    private final Stage stage;
    private final Figures figures;
    private final PrintStream out;
    private final ServiceObjects services;

    public Demo(Lab lab, Figures figures, PrintStream out) {
        this.lab = lab;
        this.stage = new Stage(lab, figures);
        this.figures = figures;
        this.out = out;
        this.services = lab.services("default");
    }

    /** The whole of it; ends with the example's Services deleted. */
    public void run() throws IOException, InterruptedException {
        List<String> echo = apply();
        routes(echo);
        requests(echo);
        etpLocal();
        watchPaths();
        nodeFails(echo);
        nodeReturns(echo);
        delete(echo);
    }

    /** Applies the example (again), so that there is something to look at. */
    public List<String> apply() throws IOException, InterruptedException {
        title("A pool, a BGP peer and two Services, with kubectl");
        Path example = lab.workspace().deploy(EXAMPLE);
        endpoints("echo", ALL);
        endpoints("echo-local", "n1", "n2");
        kubectl("apply", "-f", example.toString());
        lab.objects().adopt(example);
        List<String> echo = stage.awaitAddresses(services, "echo");
        stage.awaitAddresses(services, "echo-local");
        kubectl("get", "services");
        kubectl("get", "servicegroups", "-n", "routelb-system");
        JsonObject families = new JsonObject();
        echo.forEach(address -> families.addProperty(family(address), address));
        figures.put("addresses", families);
        return echo;
    }

    private void routes(List<String> echo) throws IOException, InterruptedException {
        title("What the router r1 (FRR) made of it: one route, three next hops, IPv4 and IPv6");
        stage.awaitNextHops(echo, ALL);
        for (String address : echo) {
            showRoute(address);
            figures.put("nexthops_" + family(address), stage.nextHops(address).size());
        }
        show("r1# show bgp ipv4 unicast", lab.router().vtysh("show bgp ipv4 unicast"));
    }

    private void requests(List<String> echo) throws IOException, InterruptedException {
        title("A client behind r1: " + REQUESTS + " connections to each address");
        NavigableMap<String, Map<String, Integer>> spread = new TreeMap<>();
        for (String address : echo) {
            Map<String, Integer> counts = stage.requests(address, REQUESTS, ALL);
            out.println("  " + address + " answered by " + counts);
            spread.put(family(address), counts);
        }
        figures.put("requests", spread);
    }

    private void etpLocal() throws IOException, InterruptedException {
        title("echo-local (externalTrafficPolicy: Local) has pods on n1 and n2 only");
        List<String> local = services.addresses("echo-local");
        stage.awaitNextHops(local, "n1", "n2");
        for (String address : local) {
            showRoute(address);
        }
        figures.put("etp_local_nodes", stage.nextHops(local.getFirst()));
    }

    /** A node without power says nothing: BGP waits for its hold time then (9 s here), BFD for three intervals. */
    private void watchPaths() throws IOException, InterruptedException {
        title("BFD between r1 and the nodes, 100 ms x 3, asked for while all runs");
        kubectl("patch", "bgppeer", "r1", "--type", "merge", "-p", BFD);
        lab.router().vtysh("configure terminal", "router bgp " + FrrRouter.ASN, "neighbor nodes bfd 3 100 100");
        for (String node : ALL) {
            Await.until(
                    "BFD up between " + node + " and r1",
                    Stage.LIMIT,
                    () -> stage.bfdUp(node) == 1,
                    () -> stage.lab().routing().report(node));
        }
        show("r1# show bfd peers brief", lab.router().vtysh("show bfd peers brief"));
    }

    private void nodeFails(List<String> echo) throws IOException, InterruptedException {
        title("n1 dies: its power goes, and it falls silent");
        long killed = System.nanoTime();
        lab.node("n1").powerOff();
        stage.awaitNextHops(echo, "n2", "n3");
        Duration took = Duration.ofNanos(System.nanoTime() - killed);
        out.printf("  its next hop left r1's kernel after %d ms%n", took.toMillis());
        showRoute(echo.getFirst());
        out.println("  " + echo.getFirst() + " answered by " + stage.requests(echo.getFirst(), 100, "n2", "n3"));
        figures.put("nexthops_after_failure", stage.nextHops(echo.getFirst()).size())
                .seconds("failure_seen_s", took);
    }

    private void nodeReturns(List<String> echo) throws IOException, InterruptedException {
        title("n1 comes back");
        long started = System.nanoTime();
        lab.node("n1").powerOn();
        stage.awaitNextHops(echo, ALL);
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        showRoute(echo.getFirst());
        out.println("  " + echo.getFirst() + " answered by " + stage.requests(echo.getFirst(), REQUESTS, ALL));
        figures.put("nexthops_after_return", stage.nextHops(echo.getFirst()).size())
                .seconds("return_s", took);
    }

    private void delete(List<String> echo) throws IOException, InterruptedException {
        title("The Services are deleted");
        List<String> addresses = new ArrayList<>(echo);
        addresses.addAll(services.addresses("echo-local"));
        long deleted = System.nanoTime();
        kubectl(
                "delete",
                "--wait=false",
                "-f",
                lab.workspace().deploy(EXAMPLE + "/services.yaml").toString());
        stage.awaitNextHops(addresses);
        for (String address : addresses) {
            stage.awaitHolders(address);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - deleted);
        if (!lab.router().routes().gateways().isEmpty()) {
            throw new ExpectationException(
                    "r1 still has routes: " + lab.router().routes().gateways());
        }
        out.printf("  gone from r1 and from every node's %s after %d ms%n", LabNetwork.SERVICE_LINK, took.toMillis());
        services.delete("echo");
        services.delete("echo-local");
        figures.put("gone_after_delete", true).seconds("delete_s", took);
    }

    private void endpoints(String service, String... nodes) throws IOException {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String node : nodes) {
            endpoints.add(Endpoint.on(node));
        }
        services.endpoints(service, endpoints);
    }

    private void showRoute(String address) throws IOException, InterruptedException {
        String family = address.contains(":") ? "-6" : "-4";
        show("r1# ip route show " + address, Namespaces.run(LabNetwork.ROUTER, "ip", family, "route", "show", address));
    }

    private void kubectl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "kubectl", "--kubeconfig", lab.server().adminKubeconfig().toString()));
        command.addAll(List.of(arguments));
        show("$ kubectl " + String.join(" ", arguments), Command.run(command, ""));
    }

    private void title(String text) {
        out.println();
        out.println("== " + text);
    }

    private void show(String command, String output) {
        out.println("  " + command);
        output.lines().forEach(line -> out.println("    " + line.replace("\t", "    ")));
    }

    private static String family(String address) {
        return address.contains(":") ? "v6" : "v4";
    }
}
