package io.routelb.lab.bgp;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.Addresses;
import io.routelb.model.SpeakerOptions.Monitor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A BMP station, pmacct's {@code pmbmpd}. What it is told it writes as JSON, one object a line, into a file of its own for each start. */
public final class BmpStation {
    /** The Debian packages of the station, and of what reads its packets along. */
    public static final List<String> PACKAGES = List.of("pmacct", "tshark");

    private static final int PORT = 11019;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration EACH_SECOND = Duration.ofSeconds(1);

    private final String namespace;
    private final String address;
    private final Path folder;
    private final Path log;
    private final List<JsonObject> told = new ArrayList<>();
    private int starts;
    private long read;
    private Optional<LabProcess> process = Optional.empty();

    /** In that namespace, listening at its IPv4 address. */
    public BmpStation(String namespace, String address, Path folder, Path log) {
        this.namespace = namespace;
        this.address = address;
        this.folder = folder;
        this.log = log;
    }

    /** How our speaker is to dial it, and to tell it counts each second. */
    public Monitor monitor() {
        return new Monitor(Addresses.of(address), PORT, EACH_SECOND);
    }

    /** What tells its packets from others, for tcpdump. */
    public String filter() {
        return "tcp port " + PORT;
    }

    /** What tells tshark which protocol they have; the RFC assigns no port. */
    public String protocol() {
        return "tcp.port==" + PORT + ",bmp";
    }

    /** Starts it with an empty memory; returns when it listens. */
    public void start() throws IOException, InterruptedException {
        starts++;
        told.clear();
        read = 0;
        Path settings = Files.createDirectories(folder).resolve("pmbmpd.conf");
        Files.write(
                settings,
                List.of(
                        "daemonize: false",
                        "bmp_daemon_ip: " + address,
                        "bmp_daemon_port: " + PORT,
                        "bmp_daemon_msglog_file: " + file(),
                        "bmp_daemon_msglog_output: json"));
        LabProcess started = LabProcess.start(
                "pmbmpd", log, Namespaces.inside(namespace, List.of("pmbmpd", "-f", settings.toString())));
        process = Optional.of(started);
        Await.until("the BMP station listens", LIMIT, () -> {
            started.requireAlive();
            return started.logged("waiting for BMP data") == starts;
        });
    }

    private Path file() {
        return folder.resolve("told-" + starts + ".json");
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.orElseThrow().kill();
    }

    /** SIGSTOP: it keeps its connection and reads nothing. */
    public void freeze() throws IOException, InterruptedException {
        process.orElseThrow().signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        process.orElseThrow().signal("CONT");
    }

    /** Waits until it has been told such a thing since its start, and gives the first. */
    public JsonObject await(String what, Predicate<JsonObject> wanted) throws IOException, InterruptedException {
        Await.until(
                what + " at the BMP station",
                LIMIT,
                () -> told().stream().anyMatch(wanted),
                () -> told.subList(Math.max(0, told.size() - 5), told.size()).toString());
        return told.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** What it has been told since its start. */
    public List<JsonObject> told() throws IOException {
        if (Files.exists(file())) {
            try (RandomAccessFile from = new RandomAccessFile(file().toFile(), "r")) {
                from.seek(read);
                byte[] more = new byte[(int) (from.length() - read)];
                from.readFully(more);
                String text = new String(more, StandardCharsets.UTF_8);
                String whole = text.substring(0, text.lastIndexOf('\n') + 1);
                read += whole.getBytes(StandardCharsets.UTF_8).length;
                whole.lines()
                        .map(line -> JsonParser.parseString(line).getAsJsonObject())
                        .forEach(told::add);
            }
        }
        return List.copyOf(told);
    }

    /** Whether a message is of that type ({@code peer_up}, {@code route_monitor}, ...) and about that peer. */
    public static boolean is(JsonObject message, String type, String peer) {
        return text(message, "bmp_msg_type").equals(type)
                && text(message, "peer_ip").equals(peer);
    }

    /** A field of a message as text, empty when it has none. */
    public static String text(JsonObject message, String field) {
        return message.has(field) ? message.get(field).getAsString() : "";
    }
}
