package io.routelb.bench.bgp;

import io.routelb.bench.measure.Memory;
import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.process.Command;
import io.routelb.lab.topology.Cable;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where one speaker is measured: it is at the far end of a cable; at the near end are a BIRD that collects, which dials when it is told
 * to, and whatever feeds. All sessions are IPv4.
 */
final class Stand {
    /** AS of the speaker that is measured, of its collector and of its feeder. */
    static final long SPEAKER_AS = 64_500;

    static final long COLLECTOR_AS = 64_510;
    static final long FEEDER_AS = 64_520;

    /** Most feeding sessions. */
    static final int MOST_SOURCES = 200;

    /** No session is to end while it is measured, whatever the load. */
    static final Duration HOLD = Duration.ofSeconds(90);

    private static final int FIRST_SOURCE = 20;
    private static final String SOURCES = "192.0.2.";

    private final Cable cable;
    private final Path folder;
    private final Path logs;
    private final BirdDaemon collector;
    private final RawSpeaker feeder;
    private boolean collecting;

    private Stand(Cable cable, Path folder, Path logs, RawSpeaker feeder) {
        this.cable = cable;
        this.folder = folder;
        this.logs = logs;
        this.feeder = feeder;
        this.collector = new BirdDaemon(
                new Cable(/* ours= */ cable.theirs(), /* theirs= */ cable.ours(), 1),
                folder.resolve("collector"),
                logs);
    }

    /** Lays the cable. */
    static Stand of(String name, Workspace workspace) throws IOException, InterruptedException {
        Cable cable = Cable.lay(name);
        String sources = IntStream.range(0, MOST_SOURCES)
                .mapToObj(i -> "addr add " + source(i) + "/24 dev " + Cable.LINK + "\n")
                .collect(Collectors.joining());
        Command.run(List.of("ip", "-n", cable.ours(), "-batch", "-"), sources);
        return new Stand(cable, workspace.own(name), workspace.logs(), RawSpeaker.in(cable.ours()));
    }

    Cable cable() {
        return cable;
    }

    Path folder() {
        return folder;
    }

    Path logs() {
        return logs;
    }

    RawSpeaker feeder() {
        return feeder;
    }

    /** The address of the speaker that is measured. */
    String speaker() {
        return cable.theirAddress(IpFamily.IPV4);
    }

    /** The same as 32 bits. */
    int speakerBits() {
        return ByteBuffer.wrap(Addresses.of(speaker()).getBytes()).getInt();
    }

    String collectorAddress() {
        return cable.ourAddress(IpFamily.IPV4);
    }

    /** Where the feeding session of that number comes from. */
    static String source(int number) {
        return SOURCES + (FIRST_SOURCE + number);
    }

    /** The ends of a feeding session. */
    RawSession.Ends ends(int number, long asn) {
        return new RawSession.Ends(source(number), asn, speaker());
    }

    /** A session of the speaker's, waiting to be dialled. */
    RouterSetup.Neighbour neighbour(String address, long asn, Option... options) {
        return new RouterSetup.Neighbour(speaker(), address, asn, Set.of(IpFamily.IPV4), HOLD, Set.of(options));
    }

    /** What the speaker is to be. */
    RouterSetup setup(RouterSetup.Neighbour... neighbours) {
        return new RouterSetup(SPEAKER_AS, speaker(), List.of(neighbours), List.of());
    }

    /** Listens to what the collector and the speaker say to each other. */
    <T extends WireTap.Listener> WireTap<T> tap(T listener) throws IOException, InterruptedException {
        return WireTap.on(cable.ours(), collectorAddress(), listener);
    }

    /** Listens to BFD between the collector and the speaker. */
    Tcpdump watchBfd() throws IOException, InterruptedException {
        return Tcpdump.on(cable.ours(), "udp dst port 3784 and host " + collectorAddress());
    }

    /** Lets the collector dial from now on; what else it is to do counts the first time. */
    void collect(Option... options) throws IOException, InterruptedException {
        if (collecting) {
            collector.birdc("enable p0");
            return;
        }
        collecting = true;
        RouterSetup.Neighbour speaker = new RouterSetup.Neighbour(
                collectorAddress(), speaker(), SPEAKER_AS, Set.of(IpFamily.IPV4), HOLD, Set.of(new Option.Dials()));
        collector.start(new RouterSetup(COLLECTOR_AS, collectorAddress(), List.of(speaker.with(options)), List.of()));
    }

    /** Ends the collector's session. */
    void release() throws IOException, InterruptedException {
        if (collecting) {
            collector.birdc("disable p0");
        }
    }

    /** Memory of every process at the far end, in KiB. */
    long residentKib() throws IOException, InterruptedException {
        long sum = 0;
        for (String pid :
                Command.run("ip", "netns", "pids", cable.theirs()).lines().toList()) {
            sum += Math.round(new Memory(Long.parseLong(pid.strip())).resident() * 1024);
        }
        return sum;
    }

    /** Ends the collector and the feeder; the namespaces go with the process. */
    void end() throws IOException, InterruptedException {
        feeder.close();
        if (collecting) {
            collector.kill();
        }
    }
}
