package io.routelb.lab.cluster;

import io.routelb.lab.process.Await;
import io.routelb.lab.process.JavaProgram;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The NetBox sidecar of deploy/examples and a stand-in for NetBox behind it, as processes. */
public final class NetBoxSidecar {
    private static final String MODULE = "deploy/examples/ipam-netbox";
    private static final String TOKEN = "stand-in";
    private static final Duration START = Duration.ofSeconds(20);
    private static final Pattern RECORD =
            Pattern.compile("\"address\":\"([^\"/]+)/[0-9]+\",\"description\":\"routelb [^ \"]+ ([^\"]+)\"");

    private final JavaProgram programs;
    private final Path folder;
    private final Path logs;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI netBox;
    private final LabProcess standIn;
    private Optional<LabProcess> sidecar = Optional.empty();

    private NetBoxSidecar(JavaProgram programs, Path folder, Path logs, URI netBox, LabProcess standIn) {
        this.programs = programs;
        this.folder = folder;
        this.logs = logs;
        this.netBox = netBox;
        this.standIn = standIn;
    }

    /** Starts the stand-in with the prefixes and writes the sidecar's configuration: all of them are the group's. */
    public static NetBoxSidecar prepare(Workspace workspace, String group, List<String> prefixes)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(workspace.folder().resolve("ipam"));
        List<String> arguments = new ArrayList<>(List.of("0"));
        arguments.addAll(prefixes);
        LabProcess standIn = LabProcess.start(
                "netbox",
                workspace.logs().resolve("netbox.log"),
                workspace.programs().command(MODULE, "io.routelb.ipam.netbox.standin.NetBoxStandIn", arguments));
        String told = "listening on ";
        Await.until("the stand-in for NetBox listening", START, () -> {
            standIn.requireAlive();
            return standIn.logLine(told).isPresent();
        });
        URI netBox = URI.create(standIn.logLine(told).orElseThrow().substring(told.length()));
        Files.writeString(
                folder.resolve("netbox.properties"),
                "url = " + netBox + "\ncluster = lab\npool." + group + " = " + String.join(", ", prefixes) + "\n");
        return new NetBoxSidecar(workspace.programs(), folder, workspace.logs(), netBox, standIn);
    }

    /** Where the sidecar listens. */
    public Path socket() {
        return folder.resolve("ipam.sock");
    }

    /** Starts the sidecar. */
    public void start() throws IOException, InterruptedException {
        LabProcess started = LabProcess.start(
                "ipam-netbox",
                logs.resolve("ipam-netbox.log"),
                programs.command(
                        MODULE,
                        "io.routelb.ipam.netbox.Main",
                        List.of(
                                "--config",
                                folder.resolve("netbox.properties").toString(),
                                "--socket",
                                socket().toString())),
                Map.of("NETBOX_TOKEN", TOKEN));
        sidecar = Optional.of(started);
    }

    /** SIGKILL; its socket stays behind, as after any crash. */
    public void kill() throws InterruptedException {
        if (sidecar.isPresent()) {
            sidecar.get().kill();
        }
    }

    /** Ends both. */
    public void end() throws InterruptedException {
        kill();
        standIn.kill();
    }

    /** What NetBox has on record: {@code namespace/name address}, sorted. */
    public List<String> records() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(netBox.resolve("/api/ipam/ip-addresses/?limit=1000"))
                .header("Authorization", "Token " + TOKEN)
                .build();
        String page = http.send(request, BodyHandlers.ofString()).body();
        TreeSet<String> records = new TreeSet<>();
        Matcher matcher = RECORD.matcher(page);
        while (matcher.find()) {
            records.add(matcher.group(2) + " " + matcher.group(1));
        }
        return List.copyOf(records);
    }
}
