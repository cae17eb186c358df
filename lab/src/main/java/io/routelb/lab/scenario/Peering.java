package io.routelb.lab.scenario;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.lab.bgp.BmpStation;
import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.ExaBgp;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.bgp.OurSpeaker;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.RoutingDaemon;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Cable;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Our speaker and one daemon on a cable, with the words scenarios speak in. */
public final class Peering {
    /** Our AS unless a scenario says otherwise. */
    static final long OURS = 64512;

    /** The daemon's. */
    static final long THEIRS = 64500;

    private static final Duration HOLD = Duration.ofSeconds(9);
    private static final String OUR_ID = "10.0.0.11";
    private static final String THEIR_ID = "10.0.0.1";

    private final DaemonKind kind;
    private final Cable cable;
    private final Workspace workspace;
    private final RoutingDaemon daemon;
    private final Figures figures;
    private OurSpeaker speaker;

    private Peering(DaemonKind kind, Cable cable, Workspace workspace, Figures figures) throws IOException {
        this.kind = kind;
        this.cable = cable;
        this.workspace = workspace;
        this.daemon = kind.at(cable, workspace.own(kind.label()), workspace.logs());
        this.figures = figures;
        this.speaker = OurSpeaker.start(workspace.programs(), cable, log());
    }

    /** Starts our speaker; the daemon is the scenario's to start. */
    static Peering begin(DaemonKind kind, Cable cable, Workspace workspace, Figures figures) throws IOException {
        return new Peering(kind, cable, workspace, figures);
    }

    private Path log() throws IOException {
        return workspace.logs().resolve("ours-" + kind.label() + ".log");
    }

    /** A new process after the last was killed or stopped for a restart; it knows nothing yet but that it is the second. */
    void restartSpeaker() throws IOException {
        speaker = OurSpeaker.startAgain(workspace.programs(), cable, log());
    }

    /** Ends both sides. */
    void end() throws IOException, InterruptedException {
        speaker.stop();
        daemon.kill();
    }

    DaemonKind kind() {
        return kind;
    }

    Cable cable() {
        return cable;
    }

    OurSpeaker speaker() {
        return speaker;
    }

    RoutingDaemon daemon() {
        return daemon;
    }

    Figures figures() {
        return figures;
    }

    /** The daemon's side of a session over that family, for both families' routes, waiting to be dialled. */
    RouterSetup.Neighbour neighbour(Cable over, IpFamily transport, long ourAsn, Option... options) {
        return new RouterSetup.Neighbour(
                over.theirAddress(transport),
                over.ourAddress(transport),
                ourAsn,
                EnumSet.allOf(IpFamily.class),
                HOLD,
                Set.of(options));
    }

    /** As above, on the cable itself, from our usual AS. */
    RouterSetup.Neighbour neighbour(IpFamily transport, Option... options) {
        return neighbour(cable, transport, OURS, options);
    }

    /** The daemon in its usual AS, with no routes. */
    static RouterSetup router(long asn, RouterSetup.Neighbour... neighbours) {
        return new RouterSetup(asn, THEIR_ID, List.of(neighbours), List.of());
    }

    /** Starts ExaBGP beside the daemon, in that AS, with these routes for us. */
    ExaBgp exabgp(long asn, List<ExaBgp.Route> routes) throws IOException, InterruptedException {
        return exabgp(ExaBgp.ADDRESS, asn, routes);
    }

    /** As above, at one of its addresses. */
    ExaBgp exabgp(String address, long asn, List<ExaBgp.Route> routes) throws IOException, InterruptedException {
        String name = "exabgp-" + kind.label() + "-" + address;
        return ExaBgp.start(
                cable, address, workspace.own(name), workspace.logs().resolve(name + ".log"), asn, OURS, routes);
    }

    /** Our side of an external session over that family. */
    OurPeer peer(IpFamily transport) {
        return new OurPeer(cable, transport, OURS, THEIRS);
    }

    /** As above between link-local addresses. */
    OurPeer peer(Cable near) {
        return new OurPeer(near, IpFamily.IPV6, OURS, THEIRS);
    }

    /** Puts exactly these peers in force; we dial and do not listen. */
    void apply(OurPeer... peers) throws IOException {
        apply(0, peers);
    }

    /** Puts exactly these peers in force and listens, 0 = does not. */
    void apply(int port, OurPeer... peers) throws IOException {
        apply(port, SpeakerOptions.DEFAULT, peers);
    }

    /** Puts exactly these peers in force and reports to that station; we dial and do not listen. */
    void apply(Optional<SpeakerOptions.Monitor> station, OurPeer... peers) throws IOException {
        SpeakerOptions options =
                new SpeakerOptions(List.of(), station, Optional.empty(), SpeakerOptions.BestPath.DEFAULT);
        apply(0, options, peers);
    }

    /** Puts exactly these peers in force, with what concerns them all; listens on the port, 0 = does not. */
    void apply(int port, SpeakerOptions options, OurPeer... peers) throws IOException {
        IPv4Address id = Addresses.of(OUR_ID).toIPv4();
        List<RoutingIntent.Peer> built =
                Arrays.stream(peers).map(OurPeer::build).toList();
        Asn asn = built.isEmpty() ? new Asn(OURS) : built.getFirst().localAsn();
        speaker.apply(new RoutingIntent(asn, id, port, built, options));
    }

    /** A BMP station beside the daemon, not started. */
    BmpStation station() throws IOException {
        String name = "bmp-" + kind.label();
        return new BmpStation(
                cable.theirs(),
                cable.theirAddress(IpFamily.IPV4),
                workspace.own(name),
                workspace.logs().resolve(name + ".log"));
    }

    /** A folder of this run's. */
    Path folder(String name) {
        return workspace.own(name);
    }

    /** Waits until the session over the cable's family is up at both ends; says how long ours took. */
    Duration awaitEstablished(IpFamily transport) throws IOException, InterruptedException {
        return awaitEstablished(cable, transport);
    }

    /** As above, over another cable. */
    Duration awaitEstablished(Cable over, IpFamily transport) throws IOException, InterruptedException {
        Duration took = speaker.await(
                "a session over " + transport.kubernetesName(),
                over.theirAddress(transport),
                peer -> peer.state().equals("Established"));
        Await.until(
                "the daemon's session over " + transport.kubernetesName(),
                Stage.LIMIT,
                () -> daemon.established(over.ourAddress(transport)),
                () -> shortened(daemon.about(over.ourAddress(transport))));
        return took;
    }

    /** What a daemon says fills screens; all of it is in its log. */
    static String shortened(String text) {
        return text.length() > 1000 ? text.substring(0, 1000) + "..." : text;
    }

    /** Waits until the daemon has exactly these prefixes from us over that family, and gives its routes. */
    List<SeenRoute> awaitRoutes(IpFamily transport, String... prefixes) throws IOException, InterruptedException {
        return awaitRoutes(cable, transport, prefixes);
    }

    /** As above, over another cable. */
    List<SeenRoute> awaitRoutes(Cable over, IpFamily transport, String... prefixes)
            throws IOException, InterruptedException {
        String from = over.ourAddress(transport);
        Set<String> wanted = Set.of(prefixes);
        Await.until(
                new TreeSet<>(wanted) + " at the daemon over " + transport.kubernetesName(),
                Stage.LIMIT,
                () -> daemon.routes(from).stream()
                        .map(SeenRoute::prefix)
                        .collect(Collectors.toSet())
                        .equals(wanted),
                () -> daemon.routes(from).toString());
        return daemon.routes(from);
    }

    /** No session of ours is up for the whole of the time. */
    void requireNoSession(String why, Duration time) throws IOException, InterruptedException {
        Await.throughout(
                "no session " + why,
                time,
                () -> speaker.status().peers().stream()
                        .noneMatch(peer -> peer.state().equals("Established")));
    }

    /** Waits until we hold so many prefixes from the daemon over that family. */
    void awaitReceived(IpFamily transport, int prefixes) throws IOException, InterruptedException {
        speaker.await(
                prefixes + " prefixes from the daemon over " + transport.kubernetesName(),
                cable.theirAddress(transport),
                peer -> peer.received() == prefixes);
    }

    /** Waits until so many of the daemon's prefixes are in force here, over another cable. */
    void awaitAccepted(Cable over, IpFamily transport, int prefixes) throws IOException, InterruptedException {
        speaker.await(
                prefixes + " prefixes of the daemon in force over " + transport.kubernetesName(),
                over.theirAddress(transport),
                peer -> peer.accepted() == prefixes);
    }
}
