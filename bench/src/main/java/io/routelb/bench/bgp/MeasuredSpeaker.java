package io.routelb.bench.bgp;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.kube.daemon.DaemonLogging;
import io.routelb.kube.daemon.HeapKeeper;
import io.routelb.kube.daemon.StartupException;
import io.routelb.lab.topology.QuietLink;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.netlink.ChangeResult;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.value.AddressChange;
import io.routelb.node.apply.NodeLinks;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bgp.speaker.NativeBackend;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Our speaker as a program that is measured: told what to do by words on standard input, which it answers line by line, so that nothing
 * but the work itself lies between a question and its answer. Ends with its input.
 */
public final class MeasuredSpeaker {
    private static final int BGP_PORT = 179;
    private static final int HOST_BITS = 32;
    private static final long HEAP_HEADROOM = 8 << 20; // as in the agent
    private static final PeerOptions.Import EVERYTHING = new PeerOptions.Import(
            List.of(new PeerOptions.PrefixRule(Prefix.of("0.0.0.0/0"), 8, 32)), 10_000_000, 100, Duration.ofMinutes(1));

    private final Semaphore changed = new Semaphore(0);
    private final NativeBackend backend = new NativeBackend(changed::release);
    private final LoopDelay delay = new LoopDelay(backend);
    private final Pauses pauses = new Pauses();
    private final List<RoutingIntent.Peer> peers = new ArrayList<>();
    private final Set<Prefix> routes = new HashSet<>();
    private Asn asn = new Asn(1);
    private IPv4Address routerId = Addresses.of("0.0.0.1").toIPv4();
    private Optional<Rtnetlink> kernel = Optional.empty();
    private int link;

    private MeasuredSpeaker() {}

    /** Runs until the input ends. */
    public static void main(String[] arguments) throws IOException, StartupException, InterruptedException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err); // what is logged is no answer
        DaemonLogging.configure(DaemonLogging.Format.TEXT, "info");
        MeasuredSpeaker speaker = new MeasuredSpeaker();
        HeapKeeper.start(HEAP_HEADROOM, speaker.backend::standStillAhead);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String answer = speaker.take(line.split(" ", -1));
                if (!answer.isEmpty()) {
                    out.println(answer);
                }
            }
        }
        speaker.backend.close();
    }

    /** Does what the words say, and gives the answer; empty when none is due. */
    private String take(String[] words) throws IOException, InterruptedException {
        return switch (words[0]) {
            case "peer" -> {
                peers.add(peer(words));
                yield "";
            }
            case "speak" ->
                speak(new Asn(Long.parseLong(words[1])), Addresses.of(words[2]).toIPv4());
            case "routes" -> load(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "await" -> await(words[1], Integer.parseInt(words[2]));
            case "link" -> makeLink(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "add" -> "changed " + add(new IPv4Address(Integer.parseInt(words[1])));
            case "remove" -> "changed " + remove(new IPv4Address(Integer.parseInt(words[1])));
            case "delay" -> "delayed " + delay.longest();
            case "waking" -> "woke " + pauses.latestWaking();
            case "collecting" -> "collected " + pauses.longestCollection();
            case "bfd" -> "bfd " + bfd(words[1]);
            default -> throw new IOException("what is " + words[0] + "?");
        };
    }

    private String speak(Asn ours, IPv4Address id) {
        asn = ours;
        routerId = id;
        apply();
        return "speaking";
    }

    private String load(int first, int count) {
        addRoutes(first, count);
        apply();
        return "loaded";
    }

    private static RoutingIntent.Peer peer(String[] words) {
        Duration hold = Duration.ofSeconds(Long.parseLong(words[3]));
        PeerOptions options = PeerOptions.DEFAULT
                .withRouteReflectorClient(Boolean.parseBoolean(words[4]))
                .withImports(EVERYTHING);
        Duration interval = Duration.ofMillis(Long.parseLong(words[5]));
        if (!interval.isZero()) {
            options = options.withBfd(
                    new PeerOptions.Bfd(interval, interval, Integer.parseInt(words[6]), false, Optional.empty()));
        }
        return new RoutingIntent.Peer(
                words[1],
                Addresses.of(words[1]),
                new RoutingIntent.PeerAsn.Exactly(new Asn(Long.parseLong(words[2]))),
                new Asn(Stand.SPEAKER_AS),
                BGP_PORT,
                Optional.empty(),
                new RoutingIntent.Timers(hold, hold.dividedBy(3), Duration.ofSeconds(1)),
                OptionalInt.empty(),
                Set.of(IpFamily.IPV4),
                true,
                options,
                Map.of());
    }

    private void addRoutes(int first, int count) {
        for (int i = 0; i < count; i++) {
            routes.add(Prefix.host(new IPv4Address(first + i)));
        }
    }

    /** What a node's plan does: all peers share the routes. */
    private void apply() {
        Map<Prefix, RouteAttributes> shared = RouteAttributes.plain(routes);
        List<RoutingIntent.Peer> told =
                peers.stream().map(peer -> peer.withRoutes(shared)).toList();
        var unused = backend.apply(new RoutingIntent(asn, routerId, BGP_PORT, told));
    }

    private String await(String address, int count) throws InterruptedException {
        while (peerOf(address).filter(peer -> peer.received() == count).isEmpty()) {
            changed.acquire();
            changed.drainPermits();
        }
        return "reached " + System.nanoTime();
    }

    private Optional<RoutingStatus.Peer> peerOf(String address) {
        return backend.status().peers().stream()
                .filter(each -> each.address().toCanonicalString().equals(address))
                .findFirst();
    }

    private String bfd(String address) {
        return peerOf(address)
                .flatMap(RoutingStatus.Peer::bfd)
                .map(bfd -> bfd.state() + " " + bfd.flaps() + " "
                        + bfd.transmit().toMillis() + " " + bfd.detection().toMillis())
                .orElse("none 0 0 0");
    }

    private String makeLink(int first, int count) throws IOException {
        Rtnetlink opened = Rtnetlink.open();
        kernel = Optional.of(opened);
        link = QuietLink.add(opened, LBNodeAgentView.DUMMY_INTERFACE).index();
        List<AddressChange> standing = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            standing.add(adding(link, new IPv4Address(first + i)));
        }
        done(opened.apply(standing));
        addRoutes(first, count);
        apply();
        return "standing";
    }

    /** First the address, then, when the kernel has it, its route: as the agent does. */
    private long add(IPv4Address address) throws IOException {
        long begun = now();
        done(kernel.orElseThrow().apply(List.of(adding(link, address))));
        routes.add(Prefix.host(address));
        apply();
        return begun;
    }

    /** First the route, then the address: as the agent does. */
    private long remove(IPv4Address address) throws IOException {
        long begun = now();
        routes.remove(Prefix.host(address));
        apply();
        done(kernel.orElseThrow().apply(List.of(new AddressChange.Remove(link, address, HOST_BITS))));
        return begun;
    }

    /** A host address of the agent's kind. */
    static AddressChange adding(int link, IPv4Address address) {
        return AddressChange.Add.forever(link, address, HOST_BITS, Set.of(), NodeLinks.PROTO);
    }

    static void done(List<ChangeResult> results) throws IOException {
        for (ChangeResult result : results) {
            if (!result.ok()) {
                throw new IOException(result.sentence("change an address"));
            }
        }
    }

    /** Nanoseconds since the epoch, the clock of captures. */
    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
